"""Time and memory: when to look and plan, and what survives a restart."""
