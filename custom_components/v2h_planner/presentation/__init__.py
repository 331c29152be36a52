"""A plan for people: as figures, runs and a picture, and the words for it."""
