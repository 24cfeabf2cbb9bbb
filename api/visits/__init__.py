"""Visits to residents by plan (VISIT-1): which homes when, what was said, and the case that it opens."""
