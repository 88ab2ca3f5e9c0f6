"""Question sets for machines: the same rows as the pages, to read only."""
