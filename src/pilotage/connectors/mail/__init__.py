"""E-mail: SMTP, or a local file box when no server is set."""
