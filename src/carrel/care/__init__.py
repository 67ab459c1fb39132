"""Consent, sample, genome, interpretation, report: here people are known."""
