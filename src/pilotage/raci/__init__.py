"""Who is responsible, accountable, consulted and informed where a client is live and still being built for."""
