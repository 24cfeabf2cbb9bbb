"""Statistics of the month (SLA-12) and registers: counts over narrow facts, as JSON, page, PDF and Excel."""
