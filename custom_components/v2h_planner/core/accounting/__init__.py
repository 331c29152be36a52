"""What was metered, what it cost, and what a night timer would have cost instead."""
