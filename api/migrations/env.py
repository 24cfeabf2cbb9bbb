"""Alembic's environment: it gets its connection from `api.migrate` and never makes one of its own."""

from alembic import context

from api.every_table import METADATA

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=METADATA, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
