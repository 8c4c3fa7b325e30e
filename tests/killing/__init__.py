"""What the tests stand on that end processes by SIGKILL: work to be killed at, unsafe twins, and how they are counted."""
