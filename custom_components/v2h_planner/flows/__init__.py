"""The forms of the config, options and subentry flows: one module for each, with its schema and its checks."""
