"""Readers of variant files, and the family's variant table."""
