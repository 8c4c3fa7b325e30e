"""What the views of plans show, over one project or over all: timeline, board, calendar, workload."""
