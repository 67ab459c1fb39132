"""Cases, tiering, ranking by phenotype and the report."""
