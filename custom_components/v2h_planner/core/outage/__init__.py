"""A house without the grid."""
