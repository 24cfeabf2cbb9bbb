"""Checks of quality beside the month: score cards, samples, spot checks, calibration, the year. None takes points."""
