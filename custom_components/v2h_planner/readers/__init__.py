"""Entities to readings: pure functions from what an entity shows to checked, typed values.

Nothing in here imports homeassistant: the coordinator hands in an `EntityState`.
"""
