"""What a language model does for the report: place sentences, tidy, draft, answer."""
