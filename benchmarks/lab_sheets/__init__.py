"""Synthetic laboratory sheets with known truth, in many layouts; seeded."""
