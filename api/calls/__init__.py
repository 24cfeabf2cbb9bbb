"""Calls: their fold, their views, their pages of the API."""
