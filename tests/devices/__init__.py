"""Tests of what a unit is told."""
