"""Case files in, documents out."""
