"""The terminal view: pure drawing of a SessionView, and the loops that show it."""
