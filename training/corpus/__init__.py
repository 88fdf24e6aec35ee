"""The training corpus: shards of speech with text and, where known, times."""
