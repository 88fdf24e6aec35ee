"""Builds the bundled acoustic model: radiology text, synthetic speech, training, export."""
