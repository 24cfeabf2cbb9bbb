"""Sound at the agent's end: levels, the playout buffer, devices and the files that stand in for them."""
