"""The settings of a home: what its forms stored, parsed into types."""
