"""Alembic revisions of the desk's database; `api.migrate` applies them when the desk starts."""
