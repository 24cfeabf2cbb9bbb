"""Alarms: what a supervisor must know at once, by thresholds of the site, each told once."""
