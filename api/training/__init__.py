"""Training: role play and tests, scored by the rules that work is judged by (TRN-1)."""
