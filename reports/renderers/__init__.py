"""From a stored document to a file: pure functions, the same document gives the same bytes."""
