"""Readers: entities, attributes and answers to checked values."""
