"""A year in the life of a home, lived again with and without the planner: `script/backtest`."""
