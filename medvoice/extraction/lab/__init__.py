"""Laboratory reports → rows of test, value, unit, range and flag, each with its place."""
