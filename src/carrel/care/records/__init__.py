"""What the clinic knows about a participant: observed and excluded phenotypes."""
