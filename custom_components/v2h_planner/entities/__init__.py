"""What each entity shows of a snapshot."""
