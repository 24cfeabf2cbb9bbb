"""Who opened or changed which resident's data, and who changed accounts: a chain that cannot be altered unnoticed."""
