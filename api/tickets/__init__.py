"""Tickets: registration, numbers, clocks, their pages of the API."""
