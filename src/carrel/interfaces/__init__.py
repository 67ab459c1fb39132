"""How the world meets Carrel; no decisions are taken here."""
