"""What the mode, the weather and a person decide now, and the command that each storage gets."""
