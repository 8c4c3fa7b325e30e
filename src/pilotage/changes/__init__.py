"""Change control: what is asked for, what it does to plan, price and risk, who says yes, and what then changes together."""
