"""The layer in Home Assistant, with its test harness."""
