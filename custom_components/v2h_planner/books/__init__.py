"""The home's books: kept in a file of their own, filled from the recorder, told to it as statistics."""
