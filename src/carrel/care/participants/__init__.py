"""Who the participants are and how their families hang together."""
