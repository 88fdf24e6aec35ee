"""Radiology dictation text: frames, word lists, and how each word is spoken."""
