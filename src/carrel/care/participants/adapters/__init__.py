"""Files that tell of families."""
