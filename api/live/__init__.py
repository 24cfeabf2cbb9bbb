"""The live side of the desk: lines and consoles connect here, the floor decides, the log is written behind."""
