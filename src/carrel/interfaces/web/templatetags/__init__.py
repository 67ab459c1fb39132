"""What templates of pages can ask for."""
