"""The duty list of callers whom nobody talked with: its fold, its table, its pages of the API (LINE-1, LINE-8)."""
