"""Time and state: when to observe and plan, what follows from it, and what survives a restart."""
