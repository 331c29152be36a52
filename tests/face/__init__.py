"""What a card is told, piece by piece."""
