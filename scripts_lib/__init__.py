"""Scripts, phrases, procedure and calendar: the company's rules as data, and pure code that applies them."""
