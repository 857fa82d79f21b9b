"""Tickets in DynamoDB: one transaction a change, every key in one place."""
