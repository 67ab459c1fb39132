"""The weights of the ranking, each with its reason: how strongly a phenotype or a piece of variant evidence speaks.

Weights are natural-log likelihood ratios: how much likelier the observation is in the gene that causes the disease than
in another gene with a rare variant; 0 says nothing, negative speaks against. Weights without a source in the literature
are rounded judgements from the shares given in their reason; none was fitted to single cases.
"""

from __future__ import annotations

from dataclasses import dataclass

from carrel.foundation.vocabulary.inheritance import SegregationFilter


EDITION = "ranking-1"

_LIRICAL = "Robinson et al. 2020, doi:10.1016/j.ajhg.2020.06.021"
_MEASURED = "measured on published patients (GA4GH Phenopackets), genes split in two halves"


@dataclass(frozen=True, slots=True)
class Weight:
    """One row: what is seen, how strongly it speaks, and why."""

    id: str
    label: str
    weight: float
    reason: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Constant:
    """A number of the phenotype model, with its reason."""

    id: str
    value: float
    reason: str
    source: str = ""


# Phenotype -----------------------------------------------------------------------------------------------------------

NOISE = Constant(
    "noise", 0.2, "One in five observed terms has nothing to do with the disease: a term that does not fit costs at most ln 0.2",
    _MEASURED,
)  # fmt: skip
LESS_SPECIFIC = Constant(
    "less_specific",
    0.2,
    "The disease is annotated with a more general term: the patient's term is one of its kinds",
    _LIRICAL,
)
RELATED = Constant("related", 0.05, "The disease has another kind of the same more general term: a near miss", _LIRICAL)
TERM_CEILING = Constant(
    "term_ceiling", 7.0, "No single term speaks for more than ln 1100, so that none decides alone", _MEASURED
)
REPEATED = Constant(
    "repeated", 0.5, "A term that repeats a more telling one loses up to half its weight, by the square of the shared information",
    _MEASURED,
)  # fmt: skip
EXCLUDED = Constant(
    "excluded", 0.3, "Looked for and not found: counts by the square of how many patients have it, as papers mostly list what others with "
    "the same disease had", _MEASURED,
)  # fmt: skip
UNMENTIONED = Constant(
    "unmentioned", 0.1, "A phenotype most patients have that is not mentioned counts a tenth of one that was looked for and not found",
    _MEASURED,
)  # fmt: skip
UNMENTIONED_FLOOR = Constant(
    "unmentioned_floor", -3.0, "Well described diseases have long lists; their length must not decide"
)
MANY_DISEASES = Constant(
    "many_diseases", 0.5, "The best of many diseases fits well by chance: less half the log of their number", _MEASURED
)
OTHER_DISEASE = Constant(
    "other_disease", 0.1, "One in ten patients with a change in a known disease gene has a disease of it that nobody has described yet, or an "
    "atypical one: a bad fit never speaks more strongly against a gene than this",
)  # fmt: skip

NO_DISEASE = Weight(
    "no_disease", "No known disease", -3.0,
    "About a quarter of genes but nine in ten diagnoses have a described disease: ln((0.1 / 0.75) / (0.9 / 0.25)) = -3.3, a little milder as "
    "editions lag behind discoveries",
)  # fmt: skip
NO_PHENOTYPES = Weight(
    "no_phenotypes", "No phenotypes are described for its disease", -1.0, "Known disease gene that cannot be compared"
)

# Mode of inheritance of the disease ----------------------------------------------------------------------------------

MODE_FITS = Weight(
    "mode_fits",
    "Segregates as the disease does",
    1.0,
    "Holds for nearly all true findings and for about a third of the others",
)
MODE_DIFFERS = Weight(
    "mode_differs", "Segregates otherwise than the disease", -3.0, "Fewer than one in twenty true findings"
)

# Segregation ---------------------------------------------------------------------------------------------------------

_YIELD = "Share of diagnoses in trios (about 50 % de novo, 30 % biallelic, 8 % X-linked) over the number of such candidates in an exome"
_F = SegregationFilter
SEGREGATION: dict[SegregationFilter, Weight] = {
    _F.DE_NOVO: Weight("de_novo", "De novo", 3.0, f"{_YIELD}: 1 to 2"),
    _F.SIMPLE_RECESSIVE: Weight("homozygous", "Homozygous, recessive", 1.0, f"{_YIELD}: about 4"),
    _F.UNIPARENTAL_ISODISOMY: Weight("isodisomy", "Homozygous from one parent", 0.5, f"{_YIELD}: rare, often a missed deletion"),
    _F.COMPOUND_HETEROZYGOUS: Weight("compound", "Compound heterozygous", 0.5, f"{_YIELD}: about 8"),
    _F.X_LINKED_SIMPLE_RECESSIVE: Weight("x_recessive", "X-linked recessive", 0.5, f"{_YIELD}: about 4"),
    _F.X_LINKED_COMPOUND_HETEROZYGOUS: Weight("x_compound", "X-linked compound heterozygous", 0.0, f"{_YIELD}: rare"),
    _F.X_LINKED_MONOALLELIC: Weight("x_dominant", "X-linked monoallelic", 0.0, f"{_YIELD}: about 6"),
    _F.MITOCHONDRIAL_GENOME: Weight("mitochondrial", "Mitochondrial", 0.0, f"{_YIELD}: about 2"),
    _F.INHERITED_AUTOSOMAL_DOMINANT: Weight("dominant", "Heterozygous, dominant", -1.0, f"{_YIELD}: 50 or more with an affected parent"),
    _F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED: Weight("imprinted_p", "Heterozygous, paternally imprinted", -1.0, "As dominant"),
    _F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED: Weight("imprinted_m", "Heterozygous, maternally imprinted", -1.0, "As dominant"),
}  # fmt: skip
INCOMPLETE = Weight(
    "incomplete",
    "Only with incomplete penetrance",
    -1.5,
    "An unaffected relative carries it too, as for all of a parent's rare variants",
)

# Consequence ---------------------------------------------------------------------------------------------------------

_SHARES = "Share among causal over share among rare coding variants"
LOSS_OF_FUNCTION = Weight("loss_of_function", "Loss of function", 1.5, f"{_SHARES}: about 40 % and 8 %")
LOW_CONFIDENCE = Weight("low_confidence", "Loss of function, low confidence (LOFTEE)", -0.5, "Mostly annotation artefacts",
                        "Karczewski et al. 2020, doi:10.1038/s41586-020-2308-7")  # fmt: skip
MISSENSE = Weight("missense", "Missense", 0.0, f"{_SHARES}: about equal")
IN_FRAME = Weight("in_frame", "In-frame insertion or deletion", -0.3, f"{_SHARES}: 3 % and 4 %")
SPLICE_PREDICTED = Weight("splice_predicted", "Predicted to change splicing", 1.0, "SpliceAI 0.5 or more",
                          "Jaganathan et al. 2019, doi:10.1016/j.cell.2018.12.015")  # fmt: skip
SPLICE_REGION = Weight("splice_region", "Near a splice site", -1.5, f"{_SHARES}: 2 % and 10 %")
OTHER_CONSEQUENCE = Weight("other", "Other consequence", -0.5, f"{_SHARES}: rarely causal")
STRUCTURAL = Weight(
    "structural",
    "Gain, loss or rearrangement",
    1.0,
    f"{_SHARES}: 10 % of diagnoses, few rare ones overlap a coding exon",
)
EXPANSION = Weight("expansion", "Expanded repeat", 4.0, "Beyond the length that causes disease")
LONG_REPEAT = Weight("long_repeat", "Long repeat", 0.0, "Longer than usual, shorter than what causes disease")
SPLICE_AI_CUT = 0.5

# Known variants ------------------------------------------------------------------------------------------------------

_CLINVAR = "ClinVar"
KNOWN: dict[str, Weight] = {
    "pathogenic": Weight("known_pathogenic", "Known pathogenic", 3.0, "Rare in people without the disease", _CLINVAR),
    "likely_pathogenic": Weight(
        "known_likely_pathogenic", "Known likely pathogenic", 2.5, "Rare in people without the disease", _CLINVAR
    ),
    "conflicting": Weight(
        "known_conflicting", "Conflicting assessments", 0.5, "Some call it pathogenic, some do not", _CLINVAR
    ),
    "benign": Weight(
        "known_benign", "Known benign or likely benign", -3.0, "Seen in people without the disease", _CLINVAR
    ),
}
SAME_PROTEIN = Weight(
    "same_protein",
    "Same protein change as a known pathogenic variant",
    2.0,
    "ACMG PS1",
    "Richards et al. 2015, doi:10.1038/gim.2015.30",
)

# Frequency: the highest of any population, by whether one copy suffices ------------------------------------------------

RARITY_ABSENT = Weight("absent", "In no reference population", 0.5, "Holds for most causal variants")
RARITY_DOMINANT: tuple[tuple[float, Weight], ...] = (
    (1e-5, Weight("dominant_1e-5", "Very rare for a dominant disease", 0.0, "At most 1 in 100,000 alleles")),
    (1e-4, Weight("dominant_1e-4", "Rather common for a dominant disease", -1.5, "At most 1 in 10,000 alleles")),
    (1.0, Weight("dominant_common", "Too common for most dominant diseases", -3.0, "More than 1 in 10,000 alleles")),
)
RARITY_RECESSIVE: tuple[tuple[float, Weight], ...] = (
    (1e-3, Weight("recessive_1e-3", "Rare enough for a recessive disease", 0.3, "At most 1 in 1,000 alleles")),
    (1.0, Weight("recessive_common", "Common for a recessive disease", -1.0, "More than 1 in 1,000 alleles")),
)

# Panels, quality, many variants ----------------------------------------------------------------------------------------

TIER_ORDERED = Weight(
    "panel_ordered", "Green on a panel that was ordered", 2.0, "The referrer suspects this group of diseases"
)
TIER_PROPOSED = Weight(
    "panel_proposed",
    "Green on a proposed panel",
    0.7,
    "Panels are proposed from the same phenotypes, so this adds little",
)
POOR_CALL = Weight(
    "poor_call",
    "Doubtful genotype call",
    -1.0,
    "Genotype quality below 20, fewer than 10 reads, or an uneven balance of reads",
)
MANY_VARIANTS = Weight(
    "many_variants",
    "Many rare variants in this gene",
    -0.5,
    "For each further one: long or badly mapped genes have many by chance",
)
MANY_VARIANTS_FLOOR = -2.0
QUALITY_CUT, DEPTH_CUT, BALANCE = 20, 10, (0.2, 0.8)

# Modes of inheritance as HPO terms: (term, whose kinds count too) -> filters that fit --------------------------------------

_DOMINANT = frozenset((_F.DE_NOVO, _F.INHERITED_AUTOSOMAL_DOMINANT, _F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED,
                       _F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED))  # fmt: skip
_RECESSIVE = frozenset((_F.SIMPLE_RECESSIVE, _F.COMPOUND_HETEROZYGOUS, _F.UNIPARENTAL_ISODISOMY))
_X_RECESSIVE = frozenset((_F.X_LINKED_SIMPLE_RECESSIVE, _F.X_LINKED_COMPOUND_HETEROZYGOUS, _F.DE_NOVO))
_X_DOMINANT = frozenset((_F.X_LINKED_MONOALLELIC, _F.DE_NOVO, _F.X_LINKED_SIMPLE_RECESSIVE))
MODES: tuple[tuple[str, frozenset[SegregationFilter]], ...] = (
    ("HP:0000006", _DOMINANT),  # autosomal dominant
    ("HP:0000007", _RECESSIVE),  # autosomal recessive
    ("HP:0032113", _DOMINANT | _RECESSIVE),  # semidominant
    ("HP:0001419", _X_RECESSIVE),  # X-linked recessive
    ("HP:0001423", _X_DOMINANT),  # X-linked dominant
    ("HP:0001417", _X_RECESSIVE | _X_DOMINANT),  # X-linked
    ("HP:0001427", frozenset((_F.MITOCHONDRIAL_GENOME,))),  # mitochondrial
)
