"""Speech synthesisers that speak the training text."""
