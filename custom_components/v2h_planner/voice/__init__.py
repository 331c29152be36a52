"""Voice: what people say to the home, and its answers."""
