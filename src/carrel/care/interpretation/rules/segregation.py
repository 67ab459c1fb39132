"""Does a variant travel through the family as a disease with this mode of inheritance would? The filters of single variants.

Eleven filters; nine are here as rows, the two for pairs of variants are in `pairs`. What each means is written in
docs/reference/segregation.md; the columns of a row are the columns of its table. A missing genotype never fails a filter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from carrel.care.interpretation.rules import pairs
from carrel.care.interpretation.rules.kinship import Kinship, kinship
from carrel.care.interpretation.values import Locus
from carrel.care.participants.values import Family
from carrel.foundation.vocabulary.genome import Region
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter, Zygosity


REFERENCE, HETEROZYGOUS, HOMOZYGOUS = Zygosity.REFERENCE, Zygosity.HETEROZYGOUS, Zygosity.HOMOZYGOUS
HEMIZYGOUS, MISSING = Zygosity.HEMIZYGOUS, Zygosity.MISSING

AUTOSOMAL = frozenset((Region.AUTOSOMAL, Region.PSEUDOAUTOSOMAL))
NUCLEAR = frozenset((*AUTOSOMAL, Region.X, Region.Y))
X_ONLY = frozenset((Region.X,))
MITOCHONDRIAL = frozenset((Region.MITOCHONDRIAL,))

HOM_IN_AD = "hom_in_AD"
ORIGIN_UNKNOWN = "parent_of_origin_unknown"
UPD_REGION = "upd_region_not_checked"


@dataclass(frozen=True, slots=True)
class View:
    """One variant in one family."""

    locus: Locus
    kin: Kinship

    def at(self, person: str) -> Zygosity:
        """A person's class; MISSING for who is not stated ("") or was not sequenced."""
        seen = self.locus.observations.get(person)
        return seen.zygosity if seen is not None else MISSING

    def known(self, person: str) -> bool:
        return self.at(person) is not MISSING

    def carries(self, person: str) -> bool:
        return self.at(person).carries

    def father(self, person: str) -> Zygosity:
        return self.at(self.kin.father[person])

    def mother(self, person: str) -> Zygosity:
        return self.at(self.kin.mother[person])

    def parents(self, person: str) -> tuple[tuple[str, Zygosity], ...]:
        """The stated parents who have a genotype here, with it."""
        both = (self.kin.father[person], self.kin.mother[person])
        return tuple((parent, self.at(parent)) for parent in both if self.known(parent))


Condition = Callable[[View, str], bool]


def anything(view: View, person: str) -> bool:
    """No condition."""
    return True


def carried(view: View, person: str) -> bool:
    return view.carries(person)


def reference(view: View, person: str) -> bool:
    return view.at(person) is REFERENCE


def homozygous(view: View, person: str) -> bool:
    return view.at(person) is HOMOZYGOUS


def not_homozygous(view: View, person: str) -> bool:
    return view.at(person) is not HOMOZYGOUS


def a_parent_carries(view: View, person: str) -> bool:
    """Where both parents have a genotype, one of them carries (otherwise the variant is new)."""
    parents = view.parents(person)
    return len(parents) < 2 or any(zygosity.carries for _, zygosity in parents)


def from_mother(view: View, person: str) -> bool:
    """Nothing speaks against the mother: father, if genotyped, ref; mother, if genotyped, carries."""
    return view.father(person) in (REFERENCE, MISSING) and view.mother(person) is not REFERENCE


def from_father(view: View, person: str) -> bool:
    return view.mother(person) in (REFERENCE, MISSING) and view.father(person) is not REFERENCE


def origin(view: View, person: str) -> str:
    """Who a heterozygous person has the alternate from: "mother", "father" or "" where it cannot be told."""
    father, mother = view.father(person), view.mother(person)
    if father is REFERENCE and mother is not REFERENCE:
        return "mother"
    if mother is REFERENCE and father is not REFERENCE:
        return "father"
    return ""


def silent_from_mother(view: View, person: str) -> bool:
    """An unaffected carrier is explained only by a paternal, silenced allele."""
    return view.at(person) is REFERENCE or (not_homozygous(view, person) and origin(view, person) != "mother")


def silent_from_father(view: View, person: str) -> bool:
    return view.at(person) is REFERENCE or (not_homozygous(view, person) and origin(view, person) != "father")


def parents_transmit_one_each(view: View, person: str) -> bool:
    """Each genotyped parent is het, or is hom and affected."""
    return all(
        zygosity is HETEROZYGOUS or (zygosity is HOMOZYGOUS and parent in view.kin.affected)
        for parent, zygosity in view.parents(person)
    )


def one_parent_gave_both(view: View, person: str) -> bool:
    """Both parents are genotyped, exactly one het and the other ref."""
    return {view.father(person), view.mother(person)} == {HETEROZYGOUS, REFERENCE}


def x_full(view: View, person: str) -> bool:
    return view.at(person) is (HEMIZYGOUS if person in view.kin.one_x else HOMOZYGOUS)


def x_not_full(view: View, person: str) -> bool:
    return reference(view, person) if person in view.kin.one_x else not_homozygous(view, person)


def x_present(view: View, person: str) -> bool:
    if person in view.kin.one_x:
        return view.at(person) is HEMIZYGOUS
    return view.at(person) in (HETEROZYGOUS, HOMOZYGOUS)


def mother_may_transmit_x(view: View, person: str) -> bool:
    """The mother, if genotyped, is het or ref, or is hom and affected."""
    mother = view.mother(person)
    affected = view.kin.mother[person] in view.kin.affected
    return mother in (HETEROZYGOUS, REFERENCE, MISSING) or (mother is HOMOZYGOUS and affected)


def outside_line_or_carries(view: View, person: str) -> bool:
    return person not in view.kin.maternal_line or view.carries(person)


def outside_line_or_not_homoplasmic(view: View, person: str) -> bool:
    seen = view.locus.observations[person]
    return person not in view.kin.maternal_line or not (seen.homoplasmic or seen.zygosity is HOMOZYGOUS)


def new_in_proband(view: View) -> bool:
    """The proband is het (hemi on X or Y), the parents (on Y: the father) are genotyped ref, and the reads support it."""
    proband, region = view.kin.proband, view.locus.region
    one_copy = view.at(proband) is HETEROZYGOUS
    one_copy |= view.at(proband) is HEMIZYGOUS and region in (Region.X, Region.Y)
    mother_ref = region is Region.Y or view.mother(proband) is REFERENCE
    return one_copy and view.father(proband) is REFERENCE and mother_ref and view.locus.de_novo_passed


def whatever_proband(view: View) -> bool:
    """No further condition."""
    return True


def hom_flag(view: View, penetrance: Penetrance) -> set[str]:
    return {HOM_IN_AD} if any(view.at(person) is HOMOZYGOUS for person in view.kin.affected) else set()


def imprinted_flags(view: View, penetrance: Penetrance) -> set[str]:
    """Homozygous in an affected member; origin unknown in an affected member or in an unaffected carrier that counts."""
    unknown = any(view.known(person) and not view.parents(person) for person in view.kin.affected)
    if penetrance is Penetrance.COMPLETE:
        unknown |= any(view.carries(person) and not origin(view, person) for person in view.kin.unaffected)
    return hom_flag(view, penetrance) | ({ORIGIN_UNKNOWN} if unknown else set())


def no_flags(view: View, penetrance: Penetrance) -> set[str]:
    return set()


def upd_flags(view: View, penetrance: Penetrance) -> set[str]:
    """A deletion or a run of homozygosity would look the same; the region is not checked here."""
    return {UPD_REGION}


@dataclass(frozen=True, slots=True)
class FilterRow:
    """One filter: what must hold for each affected member, each unaffected one (complete penetrance), and around them."""

    filter: SegregationFilter
    regions: frozenset[Region]
    affected: Condition
    unaffected: Condition
    parents: Condition  # of each affected member
    proband: Callable[[View], bool] = whatever_proband
    flags: Callable[[View, Penetrance], set[str]] = no_flags


_F = SegregationFilter
ROWS: tuple[FilterRow, ...] = (
    FilterRow(_F.INHERITED_AUTOSOMAL_DOMINANT, AUTOSOMAL, carried, reference, a_parent_carries, flags=hom_flag),
    FilterRow(
        _F.INHERITED_AUTOSOMAL_DOMINANT_PATERNALLY_IMPRINTED,
        AUTOSOMAL, carried, silent_from_mother, from_mother, flags=imprinted_flags,
    ),
    FilterRow(
        _F.INHERITED_AUTOSOMAL_DOMINANT_MATERNALLY_IMPRINTED,
        AUTOSOMAL, carried, silent_from_father, from_father, flags=imprinted_flags,
    ),
    FilterRow(_F.DE_NOVO, NUCLEAR, anything, reference, anything, proband=new_in_proband),
    FilterRow(_F.SIMPLE_RECESSIVE, AUTOSOMAL, homozygous, not_homozygous, parents_transmit_one_each),
    FilterRow(
        _F.UNIPARENTAL_ISODISOMY, AUTOSOMAL, homozygous, not_homozygous, one_parent_gave_both, flags=upd_flags,
    ),
    FilterRow(_F.X_LINKED_SIMPLE_RECESSIVE, X_ONLY, x_full, x_not_full, mother_may_transmit_x),
    FilterRow(_F.X_LINKED_MONOALLELIC, X_ONLY, x_present, reference, anything),
    FilterRow(
        _F.MITOCHONDRIAL_GENOME, MITOCHONDRIAL, outside_line_or_carries, outside_line_or_not_homoplasmic, anything,
    ),
)  # fmt: skip

Passes = Mapping[SegregationFilter, frozenset[str]]


def passed(
    locus: Locus, partners: Sequence[Locus], family: Family, x_copies: Mapping[str, int], penetrance: Penetrance
) -> Passes:
    """The filters that a variant passes, with their flags.

    `partners` are the other variants of the same gene that it may form a compound heterozygote with.
    """
    kin = kinship(family, x_copies)
    found = dict(single(locus, kin, penetrance))
    joint = [pairs.joint(locus, partner, kin, penetrance) for partner in partners]
    flags = [flags for flags in joint if flags is not None]
    if flags:
        found[pairs.FILTERS[locus.region]] = min(flags, key=len)
    return found


def pair_passes(
    one: Locus, two: Locus, family: Family, x_copies: Mapping[str, int], penetrance: Penetrance
) -> frozenset[str] | None:
    """The flags with which two variants of a gene pass as a compound heterozygote; None where they do not."""
    return pairs.joint(one, two, kinship(family, x_copies), penetrance)


def single(locus: Locus, kin: Kinship, penetrance: Penetrance) -> Passes:
    """The nine filters that look at one variant, with flags."""
    view = View(locus, kin)
    if not view.carries(kin.proband):
        return {}
    affected = [person for person in kin.affected if view.known(person)]
    unaffected = (
        [person for person in kin.unaffected if view.known(person)] if penetrance is Penetrance.COMPLETE else []
    )
    return {
        row.filter: frozenset(row.flags(view, penetrance))
        for row in ROWS
        if locus.region in row.regions
        and all(row.affected(view, person) and row.parents(view, person) for person in affected)
        and all(row.unaffected(view, person) for person in unaffected)
        and row.proband(view)
    }
