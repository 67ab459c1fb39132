"""Words of inheritance: modes as PanelApp writes them, segregation filters, penetrance, zygosity and tiers."""

from __future__ import annotations

from enum import StrEnum


class Sex(StrEnum):
    """Stated sex, in the words of GA4GH Phenopackets."""

    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"
    UNKNOWN = "UNKNOWN"


class Affection(StrEnum):
    """Does a family member have the condition that is asked about? UNCERTAIN members never decide a filter."""

    AFFECTED = "AFFECTED"
    UNAFFECTED = "UNAFFECTED"
    UNCERTAIN = "UNCERTAIN"


class Penetrance(StrEnum):
    """Complete: whoever carries the genotype is affected. Incomplete: unaffected members may carry it."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"


class Zygosity(StrEnum):
    """A person's genotype class at one biallelic variant. MISSING (no call) is not the same as REFERENCE."""

    REFERENCE = "reference"
    HETEROZYGOUS = "heterozygous"
    HOMOZYGOUS = "homozygous"
    HEMIZYGOUS = "hemizygous"
    MISSING = "missing"

    @property
    def carries(self) -> bool:
        """Is the alternate allele known to be present?"""
        return self in (Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS, Zygosity.HEMIZYGOUS)


class ModeOfInheritance(StrEnum):
    """The mode-of-inheritance strings of PanelApp, byte for byte. An empty string in a panel is read as UNKNOWN."""

    MONOALLELIC_NOT_IMPRINTED = "MONOALLELIC, autosomal or pseudoautosomal, NOT imprinted"
    MONOALLELIC_MATERNALLY_IMPRINTED = (
        "MONOALLELIC, autosomal or pseudoautosomal, maternally imprinted (paternal allele expressed)"
    )
    MONOALLELIC_PATERNALLY_IMPRINTED = (
        "MONOALLELIC, autosomal or pseudoautosomal, paternally imprinted (maternal allele expressed)"
    )
    MONOALLELIC_IMPRINTING_UNKNOWN = "MONOALLELIC, autosomal or pseudoautosomal, imprinted status unknown"
    BIALLELIC = "BIALLELIC, autosomal or pseudoautosomal"
    BOTH = "BOTH monoallelic and biallelic, autosomal or pseudoautosomal"
    BOTH_BIALLELIC_MORE_SEVERE = (
        "BOTH monoallelic and biallelic (but BIALLELIC mutations cause a more SEVERE disease form), "
        "autosomal or pseudoautosomal"
    )
    X_LINKED_BIALLELIC_IN_FEMALES = "X-LINKED: hemizygous mutation in males, biallelic mutations in females"
    X_LINKED_MONOALLELIC_IN_FEMALES = (
        "X-LINKED: hemizygous mutation in males, monoallelic mutations in females may cause disease "
        "(may be less severe, later onset than males)"
    )
    MITOCHONDRIAL = "MITOCHONDRIAL"
    UNKNOWN = "Unknown"
    OTHER = "Other"


class SegregationFilter(StrEnum):
    """The eleven segregation patterns of Genomics England's InterpretedGenome (GelReportModels report 6.2.0)."""

    INHERITED_AUTOSOMAL_DOMINANT = "InheritedAutosomalDominant"
    INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED = "InheritedAutosomalDominantPaternallyImprinted"
    INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED = "InheritedAutosomalDominantMaternallyImprinted"
    DE_NOVO = "deNovo"
    SIMPLE_RECESSIVE = "SimpleRecessive"
    COMPOUND_HETEROZYGOUS = "CompoundHeterozygous"
    UNIPARENTAL_ISODISOMY = "UniparentalIsodisomy"
    X_LINKED_SIMPLE_RECESSIVE = "XLinkedSimpleRecessive"
    X_LINKED_COMPOUND_HETEROZYGOUS = "XLinkedCompoundHeterozygous"
    X_LINKED_MONOALLELIC = "XLinkedMonoallelic"
    MITOCHONDRIAL_GENOME = "MitochondrialGenome"


class Tier(StrEnum):
    """Tier of a variant: 1 to 3 for small variants, 1 and 2 for repeats, A and B for copy-number variants."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    A = "A"
    B = "B"


class Rating(StrEnum):
    """Traffic light of an entity on a panel (PanelApp confidence level 3, 2, 1, 0)."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    NO_LIST = "no list"
