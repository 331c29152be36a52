"""The home as one frozen snapshot, and what changed between two."""
