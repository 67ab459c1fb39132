"""A variant on its way to a tier: what is known of it alone, and the rules that stop it before its genes are looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from carrel.care.genomes.values import Consequence, FamilyVariant
from carrel.care.interpretation.rules import consequence as consequences
from carrel.care.interpretation.rules import de_novo, known, observations, reasons, tiers
from carrel.care.interpretation.rules.frequency import Cut, Excess, Profile, excess
from carrel.care.interpretation.rules.kinship import Kinship
from carrel.care.interpretation.rules.panel_genes import GeneIndex
from carrel.care.interpretation.values import Locus, Trace
from carrel.foundation.vocabulary.consequences import ConsequenceClass
from carrel.foundation.vocabulary.genome import Assembly, Region
from carrel.foundation.vocabulary.inheritance import Zygosity


GOOD_FILTERS = frozenset(("PASS", "", "."))


@dataclass(frozen=True, slots=True)
class Setting:
    """What is the same for every variant of a case."""

    people: tuple[str, ...]
    kin: Kinship
    no_y: frozenset[str]
    assembly: Assembly
    profile: Profile


@dataclass(frozen=True, slots=True)
class Candidate:
    """A variant that the proband carries and that is not too common for every filter of its region."""

    variant: FamilyVariant
    locus: Locus
    quality: de_novo.DeNovoQuality
    known: known.Known | None
    excess: Mapping[Cut, Excess | None]
    missing: tuple[str, ...]  # members without a genotype here
    heterozygous: bool  # the proband is, and no other affected member is otherwise
    hemizygous: bool  # the proband is

    @property
    def name(self) -> str:
        return str(self.variant.key)


def admit(variant: FamilyVariant, setting: Setting) -> Candidate | Trace:
    """The candidate, or the first rule that stops it: filter, no_carrier, not_in_proband, frequency."""
    if variant.filter not in GOOD_FILTERS:
        return reasons.trace(variant, "filter", f"The caller's FILTER is {variant.filter}, not PASS.")
    region, seen = observations.observed(variant, setting.people, setting.kin, setting.no_y, setting.assembly)
    at_proband = seen.get(setting.kin.proband, observations.MISSING).zygosity
    if not at_proband.carries:
        return _low_heteroplasmy(variant, region, setting) or _not_carried(variant, Locus(region, seen), setting.kin)
    reason = known.known_pathogenic(variant)
    loosest = Cut.MITOCHONDRIAL if region is Region.MITOCHONDRIAL else Cut.RECESSIVE
    found = excess(variant.frequencies, loosest, setting.profile)
    if found and reason is None:
        return reasons.trace(variant, "frequency", found.sentence)
    quality = de_novo.judge(variant, setting.people, setting.kin, region)
    locus = Locus(region, seen, quality.passed)
    return Candidate(
        variant=variant,
        locus=locus,
        quality=quality,
        known=reason,
        excess={loosest: found, Cut.DOMINANT: excess(variant.frequencies, Cut.DOMINANT, setting.profile)},
        missing=_missing(locus, setting.kin),
        heterozygous=_all_heterozygous(locus, setting.kin),
        hemizygous=at_proband is Zygosity.HEMIZYGOUS,
    )


def _all_heterozygous(locus: Locus, kin: Kinship) -> bool:
    affected = {locus.observations.get(one, observations.MISSING).zygosity for one in kin.affected}
    here = locus.observations[kin.proband].zygosity
    return here is Zygosity.HETEROZYGOUS and affected <= {Zygosity.HETEROZYGOUS, Zygosity.MISSING}


def _missing(locus: Locus, kin: Kinship) -> tuple[str, ...]:
    seen = locus.observations
    return tuple(one for one in kin.ids if one not in seen or seen[one].zygosity is Zygosity.MISSING)


def _low_heteroplasmy(variant: FamilyVariant, region: Region, setting: Setting) -> Trace | None:
    """A mitochondrial call of the proband below the share that counts: in blood a pathogenic share may be as low."""
    own = dict(zip(setting.people, variant.calls, strict=True)).get(setting.kin.proband)
    if region is not Region.MITOCHONDRIAL or own is None or not own.copies or own.alternate_share is None:
        return None
    known_words = "; " + reason.sentence if (reason := known.known_pathogenic(variant)) else "."
    gene = next((one.symbol for one in variant.consequences if not consequences.is_outside(one)), "")
    share = f"{own.alternate_share:.1%} of the proband's reads show it, below the {observations.HETEROPLASMY:.0%} that count"
    return reasons.trace(variant, "not_in_proband", share + known_words, gene)


def _not_carried(variant: FamilyVariant, locus: Locus, kin: Kinship) -> Trace:
    if not any(seen.zygosity.carries for seen in locus.observations.values()):
        return reasons.trace(variant, "no_carrier", "Nobody in the family is known to carry it.")
    return reasons.trace(
        variant, "not_in_proband", f"The proband is not known to carry it ({reasons.genotypes(locus, kin)})."
    )


@dataclass(frozen=True, slots=True)
class Grade:
    """One reason for which a variant counts in a gene: a consequence class, or known_pathogenic."""

    name: str  # a ConsequenceClass value or tiers.KNOWN
    term: str
    transcript: str
    flags: tuple[str, ...] = ()
    past_frequency: bool = False  # known pathogenic: let past the frequency rule


@dataclass(frozen=True, slots=True)
class GeneConsequences:
    """A variant's consequences in one gene, with those that count."""

    all: tuple[Consequence, ...]
    counted: tuple[consequences.Counted, ...]
    known_here: bool  # may a known pathogenic variant count in this gene?


def by_gene(candidate: Candidate, index: GeneIndex, extended: bool) -> Iterator[tuple[str, GeneConsequences]]:
    """The genes in which a candidate counts, in the order of the annotation, with its consequences there.

    A known pathogenic variant counts in the genes that it hits; where it hits none, in those that it is near.
    """
    grouped: dict[str, list[Consequence]] = {}
    for one in candidate.variant.consequences:
        if key := index.key(one):
            grouped.setdefault(key, []).append(one)
    hits = {key for key, ones in grouped.items() if not all(map(consequences.is_outside, ones))}
    for key, ones in grouped.items():
        counted = [found for one in ones if (found := consequences.counted(one, extended))]
        known_here = candidate.known is not None and (key in hits or not hits)
        if counted or known_here:
            yield key, GeneConsequences(tuple(ones), consequences.best_of_each_class(counted), known_here)


def grades(candidate: Candidate, here: GeneConsequences, coding: bool) -> Sequence[Grade]:
    """All reasons for which the variant counts in this gene. NC counts in non-coding genes only."""
    found = [
        Grade(one.klass.value, one.term, one.consequence.transcript, _splice_flags(one))
        for one in here.counted
        if not (coding and one.klass is ConsequenceClass.NON_CODING)
    ]
    if here.known_here and candidate.known:
        best = min(here.all, key=lambda one: consequences.preferred(one, consequences.most_severe((one,))))
        found.append(Grade(tiers.KNOWN, tiers.KNOWN, best.transcript, candidate.known.flags, True))
    return found


def _splice_flags(one: consequences.Counted) -> tuple[str, ...]:
    return ("splice_prediction",) if one.row.startswith("C-SPLICE") else ()
