"""The books room."""
