"""What is deployed around the Chalice application: `make package` merges it into one template.

Every module makes one fragment, a mapping of logical IDs to resources; `template` puts them
together, `packaging` lets Chalice merge them into its own.
"""
