"""Papers (FORM): forms as PDF and Word, registers as Excel, made by a process of their own."""
