"""Connectors: what carries a call in and out of the line. All keep the contract of `base`."""
