"""Questions to guidelines and other documents: the passages that answer, or none."""
