"""Recordings as the desk knows them: which there are, who may open them, how long they are kept (SEC-1)."""
