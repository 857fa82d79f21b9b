"""What a created ticket and a list of fifty cost here, and in django-helpdesk on PostgreSQL.

`python -m bench.helpdesk` sets both up on this machine, lets them take turns, and removes them. It
needs PostgreSQL's programs (Debian: `apt-get install postgresql`) and a package index, or in
`HELPDESK_PYTHON` a Python that has django-helpdesk, gunicorn and psycopg2.
"""
