"""A real browser in a real Home Assistant."""
