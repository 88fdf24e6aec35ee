"""A synthetic patient record with its truth, and questions to it."""
