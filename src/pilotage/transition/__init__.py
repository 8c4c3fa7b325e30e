"""Support tiers, the pending-transition list and support windows."""
