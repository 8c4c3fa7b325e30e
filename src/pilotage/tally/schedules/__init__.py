"""Schedules: AutoPay draws, notices, daily files and reports against the plan they should keep."""
