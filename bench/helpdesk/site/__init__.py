"""A site of django-helpdesk. Run in a room of its own: nothing here is imported by ours."""
