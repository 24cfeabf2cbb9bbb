"""What `./hotline` does before the environment exists. Python's standard library only, in this whole folder."""
