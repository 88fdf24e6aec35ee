"""Encryption at rest (docs/encryption.md)."""
