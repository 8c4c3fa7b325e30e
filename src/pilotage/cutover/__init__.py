"""Cut-over runbooks: what is done minute by minute, who decides, when it is given up, and what really happened."""
