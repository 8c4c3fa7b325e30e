"""The roof: settings, addresses and the command line; the only place that knows every app."""
