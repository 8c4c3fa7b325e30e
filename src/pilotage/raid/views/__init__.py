"""Pages of RAID logs."""
