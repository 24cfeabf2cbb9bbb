"""The plan of shifts by person (LINE-6), and sign-in against it."""
