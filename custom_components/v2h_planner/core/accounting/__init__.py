"""What was metered, and what a night timer would have cost."""
