"""Compiles the model: CVXPY states it once, homes run the arrays that come of it."""
