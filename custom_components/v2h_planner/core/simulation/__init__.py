"""A home lived again: half hours that happened, the same physics for every way to decide."""
