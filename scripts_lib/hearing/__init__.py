"""What was heard rather than typed: phrases by sound, over several readings, across segments; how well it went."""
