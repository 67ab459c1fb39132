"""Pure rules about genomes: what the genotypes of a family say about their quality and about who is who."""
