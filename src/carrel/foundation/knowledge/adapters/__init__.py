"""Files of outside knowledge: panels, sites, gene names, and the store of frozen editions."""
