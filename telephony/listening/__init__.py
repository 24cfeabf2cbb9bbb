"""Speech to text in the line: recognisers, how a leg is cut into segments, and the processes that do the work."""
