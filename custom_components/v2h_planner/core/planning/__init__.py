"""A request becomes a plan with reasons."""
