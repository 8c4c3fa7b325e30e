"""The first bill cycles after a go-live: figures, criteria, and what the TSM does in them."""
