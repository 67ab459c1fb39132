"""The pages of gene panels: lists, genes, reviews, decisions."""
