"""What a kWh from the grid costs, and what an exported one earns."""
