"""Gene panels as values, as PanelApp's REST API v1 describes them."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.foundation.vocabulary.inheritance import Rating


@dataclass(frozen=True, slots=True)
class PanelGene:
    """A gene on a panel. A gene may stand on a panel more than once, with another mode of inheritance."""

    hgnc_id: str  # HGNC:123
    symbol: str
    rating: Rating
    mode_of_inheritance: str  # byte for byte as on the panel; "" where the panel says nothing
    mode_of_pathogenicity: str = ""
    biotype: str = ""
    penetrance: str = ""
    phenotypes: tuple[str, ...] = ()
    publications: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ensembl_ids: tuple[tuple[str, str], ...] = ()  # (assembly, ENSG id)
    locations: tuple[tuple[str, str], ...] = ()  # (assembly, "12:53307456-53324864")


@dataclass(frozen=True, slots=True)
class PanelRepeat:
    """A short tandem repeat on a panel."""

    name: str  # e.g. DMPK_CTG
    hgnc_id: str
    symbol: str
    rating: Rating
    mode_of_inheritance: str
    repeat_unit: str
    chromosome: str  # plain
    normal_repeats: int | None
    pathogenic_repeats: int | None
    grch37: tuple[int, int] | None = None  # 1-based inclusive
    grch38: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PanelRegion:
    """A copy-number region on a panel."""

    name: str
    verbose_name: str
    rating: Rating
    mode_of_inheritance: str
    chromosome: str
    grch37: tuple[int, int] | None
    grch38: tuple[int, int] | None
    type_of_variants: str  # small, cnv_loss, cnv_gain, cnv_both
    required_overlap_percentage: int | None
    haploinsufficiency_score: str = ""
    triplosensitivity_score: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One version of a panel, frozen. `content_hash` is the SHA-256 of its canonical JSON."""

    id: str
    name: str
    version: str
    signed_off: str  # date, "" where this version is not signed off
    status: str
    content_hash: str
    genes: tuple[PanelGene, ...]
    repeats: tuple[PanelRepeat, ...] = ()
    regions: tuple[PanelRegion, ...] = ()
    disease_group: str = ""
    relevant_disorders: tuple[str, ...] = ()
    types: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """How reports name it: `id@version`."""
        return f"{self.id}@{self.version}"
