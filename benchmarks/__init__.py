"""Speed and exactness, measured: each file is a command that prints its figures and conditions."""
