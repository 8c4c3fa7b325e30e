"""Decisions about bill cycles from plain values: dates, go-live windows, AutoPay accounts."""
