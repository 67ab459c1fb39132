"""Carrel: open software for a whole genomic programme, from consent to report and from release to airlock."""

__version__ = "0.1.0"
