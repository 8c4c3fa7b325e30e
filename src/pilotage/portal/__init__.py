"""Everything a biller sees."""
