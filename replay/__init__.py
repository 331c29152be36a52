"""Storms lived again, from the first sign to the all-clear: `script/replay`."""
