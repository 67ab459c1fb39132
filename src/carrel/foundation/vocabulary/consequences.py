"""Consequences of a variant on a transcript: Sequence Ontology terms, their order of severity, and the sets that tiering uses.

Accessions and definitions: Sequence Ontology (http://www.sequenceontology.org). Order of severity: Ensembl, "Calculated
variant consequences". Which terms belong to which set: Genomics England, rare-disease tiering (the first five HIGH terms
and their eight-term newborn list) and OpenCGA's rare-disease tiering for MODERATE.
"""

from __future__ import annotations

from enum import StrEnum


class ConsequenceClass(StrEnum):
    """What tiering makes of a consequence."""

    HIGH = "HIGH"
    MODERATE = "MODERATE"
    MODERATE_EXTENDED = (
        "MODERATE+"  # only counts where the profile says so; away from the protein with a splice prediction
    )
    NON_CODING = "NC"  # only counts in a green non-coding gene
    OTHER = ""


# Term -> accession, most severe first (Ensembl's order).
TERMS: dict[str, str] = {
    "transcript_ablation": "SO:0001893",
    "splice_acceptor_variant": "SO:0001574",
    "splice_donor_variant": "SO:0001575",
    "stop_gained": "SO:0001587",
    "frameshift_variant": "SO:0001589",
    "stop_lost": "SO:0001578",
    "start_lost": "SO:0002012",
    "initiator_codon_variant": "SO:0001582",
    "transcript_amplification": "SO:0001889",
    "feature_elongation": "SO:0001907",
    "feature_truncation": "SO:0001906",
    "inframe_insertion": "SO:0001821",
    "inframe_deletion": "SO:0001822",
    "missense_variant": "SO:0001583",
    "protein_altering_variant": "SO:0001818",
    "inframe_variant": "SO:0001650",
    "splice_donor_5th_base_variant": "SO:0001787",
    "splice_region_variant": "SO:0001630",
    "splice_donor_region_variant": "SO:0002170",
    "splice_polypyrimidine_tract_variant": "SO:0002169",
    "incomplete_terminal_codon_variant": "SO:0001626",
    "start_retained_variant": "SO:0002019",
    "stop_retained_variant": "SO:0001567",
    "synonymous_variant": "SO:0001819",
    "coding_sequence_variant": "SO:0001580",
    "mature_miRNA_variant": "SO:0001620",
    "5_prime_UTR_variant": "SO:0001623",
    "3_prime_UTR_variant": "SO:0001624",
    "non_coding_transcript_exon_variant": "SO:0001792",
    "intron_variant": "SO:0001627",
    "NMD_transcript_variant": "SO:0001621",
    "non_coding_transcript_variant": "SO:0001619",
    "coding_transcript_variant": "SO:0001968",
    "upstream_gene_variant": "SO:0001631",
    "downstream_gene_variant": "SO:0001632",
    "TFBS_ablation": "SO:0001895",
    "TFBS_amplification": "SO:0001892",
    "TF_binding_site_variant": "SO:0001782",
    "regulatory_region_ablation": "SO:0001894",
    "regulatory_region_amplification": "SO:0001891",
    "regulatory_region_variant": "SO:0001566",
    "intergenic_variant": "SO:0001628",
    "sequence_variant": "SO:0001060",
}
SEVERITY = {term: rank for rank, term in enumerate(TERMS)}

HIGH = frozenset((
    "transcript_ablation", "splice_acceptor_variant", "splice_donor_variant", "stop_gained", "frameshift_variant",
    "stop_lost", "initiator_codon_variant", "start_lost",
))  # fmt: skip
MODERATE = frozenset((
    "transcript_amplification", "inframe_insertion", "inframe_deletion", "missense_variant", "splice_region_variant",
    "incomplete_terminal_codon_variant",
))  # fmt: skip
PROTEIN_ALTERING = frozenset(("protein_altering_variant", "inframe_variant"))  # whatever the splice prediction
MODERATE_EXTENDED = PROTEIN_ALTERING | frozenset((
    "splice_donor_5th_base_variant", "splice_donor_region_variant", "splice_polypyrimidine_tract_variant",
))  # fmt: skip
NON_CODING = frozenset(("non_coding_transcript_exon_variant", "mature_miRNA_variant"))

CODING_BIOTYPES = frozenset((
    "protein_coding", "IG_C_gene", "IG_D_gene", "IG_J_gene", "IG_V_gene", "TR_C_gene", "TR_D_gene", "TR_J_gene",
    "TR_V_gene", "nonsense_mediated_decay", "non_stop_decay",
))  # fmt: skip

# bcftools csq and SnpEff write some terms shorter or otherwise than the Sequence Ontology.
ALIASES: dict[str, str] = {
    "missense": "missense_variant",
    "synonymous": "synonymous_variant",
    "frameshift": "frameshift_variant",
    "splice_acceptor": "splice_acceptor_variant",
    "splice_donor": "splice_donor_variant",
    "splice_region": "splice_region_variant",
    "intron": "intron_variant",
    "intergenic": "intergenic_variant",
    "inframe_altering": "protein_altering_variant",
    "coding_sequence": "coding_sequence_variant",
    "5_prime_utr": "5_prime_UTR_variant",
    "3_prime_utr": "3_prime_UTR_variant",
    "non_coding": "non_coding_transcript_variant",
    "regulatory": "regulatory_region_variant",
    "stop_retained": "stop_retained_variant",
    "start_retained": "start_retained_variant",
    "disruptive_inframe_insertion": "inframe_insertion",
    "conservative_inframe_insertion": "inframe_insertion",
    "disruptive_inframe_deletion": "inframe_deletion",
    "conservative_inframe_deletion": "inframe_deletion",
    "initiator_codon": "initiator_codon_variant",
    "exon_loss_variant": "transcript_ablation",
    "non_coding_exon_variant": "non_coding_transcript_exon_variant",
}


def standard_term(term: str) -> str:
    """The Sequence Ontology name of a term written by VEP, bcftools csq (also with its leading `*`) or SnpEff."""
    bare = term.removeprefix("*")
    return ALIASES.get(bare, bare)


def severity(term: str) -> int:
    """Place of a term in Ensembl's order; 0 is the most severe, unknown terms come last."""
    return SEVERITY.get(term, len(SEVERITY))
