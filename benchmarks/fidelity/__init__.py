"""Does a statement say exactly what its sources say? A seeded benchmark for any system.

Nothing in this folder imports medvoice: a system is a command that reads JSON lines
{"sources": [...], "statement": "..."} and answers {"faithful": bool} to each.
"""
