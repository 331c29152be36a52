"""Tests of the evening question."""
