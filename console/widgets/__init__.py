"""The parts of the console's screens. Each shows what it is given and reports what was done to it by messages."""
