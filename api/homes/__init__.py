"""The file of every home (FILE-1): who lives there, how to reach them, everything that was, what they prefer."""
