"""The demo: its house, its market and its integration."""
