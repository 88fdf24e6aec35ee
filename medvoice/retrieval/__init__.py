"""Questions to guidelines and other local documents: passages found, cited, or said to be none."""
