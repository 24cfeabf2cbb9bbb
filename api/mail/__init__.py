"""E-mail: complaints that come in by IMAP (CHAN-1), forms and answers that go out by SMTP."""
