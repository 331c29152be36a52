"""The demo: a real Home Assistant with a virtual home."""
