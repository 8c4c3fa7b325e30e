"""Rates: charges recomputed from the tariff and compared, with the line of the tariff that differs."""
