"""`hotline train`: role play with simulated callers over real SIP, scored like real work (TRN-1)."""
