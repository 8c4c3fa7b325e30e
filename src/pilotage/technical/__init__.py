"""Technical configuration: what is set up for a go-live, item by item, with its evidence."""
