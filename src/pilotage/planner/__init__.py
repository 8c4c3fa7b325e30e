"""Working calendars, schedules with float and critical path, and the dates that hang on a go-live. Plain Python, no Django."""
