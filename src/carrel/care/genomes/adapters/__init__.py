"""Readers of variant files, and writers of the family's variant table."""
