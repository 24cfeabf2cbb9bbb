"""Figures: what the calls of a stretch of time add up to, live and past, and what follows for the staff."""
