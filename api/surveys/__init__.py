"""Are residents content (SUR-1, SLA-10)? Questionnaires by link, counted together with what follow-up calls heard."""
