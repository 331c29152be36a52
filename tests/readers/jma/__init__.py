"""JMA's files: how they are read, and how they are asked for."""
