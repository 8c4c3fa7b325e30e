"""How templates are drawn faster: what stays the same is drawn once, plain values are looked up straight."""
