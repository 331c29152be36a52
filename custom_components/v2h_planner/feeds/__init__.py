"""Public data over the network, each feed in a module: fetched rarely, checked, never trusted."""
