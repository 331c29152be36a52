"""What people say to the home, and what it answers."""
