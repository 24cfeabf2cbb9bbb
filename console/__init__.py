"""The screens in the terminal. Imports the desk's wire types, never its services."""
