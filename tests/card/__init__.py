"""Tests of the built card: what the repository ships is what its sources give."""
