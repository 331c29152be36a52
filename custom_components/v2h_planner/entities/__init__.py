"""Values and attributes that the entities show of a snapshot."""
