"""The supervisor's console (`hotline supervisor`): the board of this moment, acts upon it, plan, history."""
