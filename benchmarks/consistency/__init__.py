"""Consistency checks on real reports, as they are and with one inconsistency put in."""
