"""What was promised to a biller, followed to what is configured, tested, trained and measured."""
