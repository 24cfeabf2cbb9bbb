"""Quality: facts are proposed, confirmed, appealed (PEN-11), and the month's score is a fold over them (PEN-1..9)."""
