"""What people are told, when it is news, and to whom it goes."""
