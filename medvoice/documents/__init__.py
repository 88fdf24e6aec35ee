"""Documents of any kind as bounded text, page by page."""
