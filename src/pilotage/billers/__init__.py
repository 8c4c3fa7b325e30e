"""Billers, their phases, contacts, integrations and the people who look after them."""
