"""The literature in frozen editions: gene panels, HPO, ClinVar, population frequencies, gene models."""
