"""The desk's own papers: the day's summary, the week's report (SLA-13), their clocks, who is told (SLA-12)."""
