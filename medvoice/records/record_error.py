"""What goes wrong with a record."""

from __future__ import annotations


class RecordError(Exception):
    """A record cannot be read or used: what happened, what was kept, what to do. Never holds a
    record's text."""


class SeveralPatientsError(RecordError):
    """Its resources are of several patients, and nobody said whose are meant."""
