"""What is read and asked in Home Assistant and around it."""
