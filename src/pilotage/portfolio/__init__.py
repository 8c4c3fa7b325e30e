"""Import of a whole portfolio, the sample portfolio and generated ones."""
