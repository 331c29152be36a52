"""The books room inside Home Assistant."""
