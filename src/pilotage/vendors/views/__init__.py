"""Pages of vendors: the project's tab, all links, and what a vendor's person sees."""
