"""What the user told the integration, typed."""
