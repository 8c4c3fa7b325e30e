"""Reconciliation: payments to deposits to the bank, by reference, by batch, one to one, by bounded subset search."""
