"""What strangers write, ask and read: markup, keys, hosts, bounds and permissions."""
