"""Structured values out of documents, each with the span that says it."""
