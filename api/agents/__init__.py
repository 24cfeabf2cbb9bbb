"""People who sign in: their accounts, their sessions, their pages of the API."""
