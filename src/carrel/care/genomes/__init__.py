"""Reading VCFs, quality control, identity checks and the family's variant table."""
