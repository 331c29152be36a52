"""Who decides, and which order a unit gets."""
