"""Calls of any period as a table, plots and papers, the same for page, terminal, PDF and Excel."""
