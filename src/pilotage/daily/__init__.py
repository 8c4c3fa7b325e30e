"""Daily checks after go-live: posting, balances, settlement, AutoPay and notices, on a schedule."""
