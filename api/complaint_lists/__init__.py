"""Open complaints of an earlier system, read in from a list: first tried, then done."""
