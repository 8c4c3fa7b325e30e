"""The verification engine: files, forbidden data, comparison. Plain Python, usable on its own."""
