"""A house's devices on ECHONET Lite, on loopback, and the two libraries that Home Assistant speaks to them with."""
