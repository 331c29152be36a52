"""The house without the grid: how long its energy lasts, what it keeps for driving, what an outage took."""
