"""What a kWh costs and brings."""
