"""What both sides of the house stand on; no patient data."""
