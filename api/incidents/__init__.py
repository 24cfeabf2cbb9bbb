"""What has to be reported at once (SEC-2): grave errors, breaches, danger to equipment or people."""
