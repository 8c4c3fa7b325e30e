"""Who is asked and who is told when a production issue can not wait: experts, and levels of escalation."""
