"""Do the reads support a new variant in the proband? Four rows, D1 to D4.

A row that cannot be assessed, because the file has no such field, does not fail: the event says which rows were not
assessed. Where the file gives nothing at all (genotypes alone) the event carries the flag `de_novo_quality_not_assessed`.
A call that has the field and shows too little (depth 3) fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from carrel.care.genomes.values import Call, FamilyVariant
from carrel.care.interpretation.rules.kinship import Kinship
from carrel.foundation.vocabulary.genome import Region


Judgement = bool | None  # True: passed, False: failed, None: cannot be assessed


@dataclass(frozen=True, slots=True)
class Trio:
    """The calls behind an apparent de novo. `parents` are those who are stated and sequenced (on Y: the father)."""

    proband: Call
    parents: tuple[Call, ...]
    hemizygous: bool


@dataclass(frozen=True, slots=True)
class QualityRow:
    """One condition. `threshold` is for people; `judge` is what runs."""

    id: str
    threshold: str
    judge: Callable[[Trio], Judgement]
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class DeNovoQuality:
    """The rows' verdict: which failed, and which could not be assessed."""

    failed: tuple[str, ...] = ()
    not_assessed: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failed

    @property
    def nothing_assessed(self) -> bool:
        """Is there no read evidence at all? (D4 is the caller's own opinion, which few callers give.)"""
        return {"D1", "D2", "D3"} <= set(self.not_assessed)

    @property
    def words(self) -> str:
        if self.failed:
            return f"failed {', '.join(self.failed)}"
        return "passed" if not self.not_assessed else f"passed, not assessed: {', '.join(self.not_assessed)}"


PROBAND_QUALITY, PARENT_QUALITY, DEPTH = 25, 20, 10
DEEP_PARENT, STRAY_READS, STRAY_SHARE = 30, 1, 0.02
BALANCE, SUPPORTING_READS = (0.2, 0.8), 5
CALLER_SAYS_NEW = frozenset(("denovo", "pass"))


def depth(call: Call) -> int | None:
    """Depth as written, else the sum of the allele depths."""
    if call.depth is not None or call.reference_reads is None or call.alternate_reads is None:
        return call.depth
    return call.reference_reads + call.alternate_reads


def _all(judgements: Sequence[Judgement]) -> Judgement:
    """One failure fails; nothing known is not assessed; what is known decides otherwise."""
    if False in judgements:
        return False
    return True if True in judgements else None


def _at_least(value: int | None, least: int) -> Judgement:
    return None if value is None else value >= least


def _d1(trio: Trio) -> Judgement:
    quality = [_at_least(trio.proband.quality, PROBAND_QUALITY)]
    quality += [_at_least(parent.quality, PARENT_QUALITY) for parent in trio.parents]
    return _all(quality + [_at_least(depth(call), DEPTH) for call in (trio.proband, *trio.parents)])


def _clean(parent: Call) -> Judgement:
    if parent.alternate_reads is None:
        return None
    if parent.alternate_reads == 0:
        return True
    share = parent.alternate_share
    deep = (depth(parent) or 0) >= DEEP_PARENT and share is not None and share < STRAY_SHARE
    return parent.alternate_reads <= STRAY_READS and deep


def _d2(trio: Trio) -> Judgement:
    return _all([_clean(parent) for parent in trio.parents])


def _d3(trio: Trio) -> Judgement:
    share, reads = trio.proband.alternate_share, trio.proband.alternate_reads
    highest = 1.0 if trio.hemizygous else BALANCE[1]
    balanced = None if share is None else BALANCE[0] <= share <= highest
    return _all([balanced, _at_least(reads, SUPPORTING_READS)])


def _d4(trio: Trio) -> Judgement:
    verdict = trio.proband.de_novo_flag.strip().lower()
    return None if verdict in ("", ".") else verdict in CALLER_SAYS_NEW


ROWS: tuple[QualityRow, ...] = (
    QualityRow(
        "D1", "genotype quality >= 25 in the proband and >= 20 in both parents, depth >= 10 in all three", _d1,
        "an uncertain genotype in any of the three makes an inherited variant look new",
        "after slivar and Talos, and the rules of Genomics England",
    ),
    QualityRow(
        "D2", "no read with the alternate in a parent; one is let pass at depth >= 30 with a share < 0.02", _d2,
        "reads in a parent speak of inheritance or mosaicism", "after slivar and Talos",
    ),
    QualityRow(
        "D3", "alternate share 0.2 to 0.8 in the proband (hemizygous: from 0.2) and at least 5 reads with it", _d3,
        "few or skewed reads are typical of artefacts", "after slivar and seqr; no upper bound where one copy is expected",
    ),
    QualityRow(
        "D4", "the caller's own verdict (FORMAT/DN), where there is one, says DeNovo or PASS", _d4,
        "a trio-aware caller has seen more than the counts; a bare DQ is not read, its scale differs by caller",
        "DRAGEN: DN is DeNovo or LowDQ",
    ),
)  # fmt: skip

NO_TRIO = DeNovoQuality()


def judge(variant: FamilyVariant, people: Sequence[str], kin: Kinship, region: Region) -> DeNovoQuality:
    """All four rows for a variant that the proband carries; passed, with nothing said, for one that they do not."""
    calls = dict(zip(people, variant.calls, strict=True))
    proband = calls.get(kin.proband)
    if proband is None or not proband.copies or region is Region.MITOCHONDRIAL:
        return NO_TRIO
    parents = (kin.father[kin.proband],) if region is Region.Y else (kin.father[kin.proband], kin.mother[kin.proband])
    hemizygous = region is Region.Y or (region is Region.X and kin.proband in kin.one_x)
    trio = Trio(proband, tuple(calls[parent] for parent in parents if parent in calls), hemizygous)
    judgements = [(row.id, row.judge(trio)) for row in ROWS]
    return DeNovoQuality(
        tuple(row for row, judgement in judgements if judgement is False),
        tuple(row for row, judgement in judgements if judgement is None and row != "D4"),
    )
