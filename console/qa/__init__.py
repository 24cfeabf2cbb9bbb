"""The terminal of quality: what was proposed, its evidence and decision, the month's scores (PEN)."""
