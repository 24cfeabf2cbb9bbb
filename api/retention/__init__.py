"""How long what is no complaint form and no recording is kept."""
