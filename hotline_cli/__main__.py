"""`python -m hotline_cli` is `hotline`: how one sub-command starts another."""

from hotline_cli.main import run

run()
