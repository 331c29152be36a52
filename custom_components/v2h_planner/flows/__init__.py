"""The set-up's forms."""
