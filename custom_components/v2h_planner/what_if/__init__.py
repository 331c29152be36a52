"""What if, on the home's own past: one simulation at a time, beside the passes; what it is asked and what it answers."""
