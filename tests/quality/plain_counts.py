"""Counts genotypes of a family in plain, slow Python, straight from the words of the shared values.

It is the oracle for the fast reader, so it shares no code with it and favours the obvious over the quick. What the
docstrings of `PersonCounts`, `PairCounts` and `TrioCounts` leave open is decided here in so many words:

- A *biallelic record* has exactly one ALT, spelled out in bases; gVCF's "anything else" (`<NON_REF>`, `<*>`) beside it
  does not count. Records with several ALTs are counted in `variants` only.
- A record is *passing* where FILTER is PASS or `.`.
- A *full call* has no unknown allele, whatever their number. All reference, all alternate or mixed: homozygous (also with
  one allele only) or heterozygous. Anything else is missing.
- Reads are AD's first number and the ALT's, else RO and AO, else DP less DV and DV. A depth is DP where given, else the sum
  of AD, else that of RO and AO.
- A person whose file does not list a site is missing there.
- X and Y leave out the pseudoautosomal regions, and count variants of any length but for heterozygous X, which is SNV-only.
"""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from pathlib import Path

from carrel.care.genomes.values import GenotypeCounts, PairCounts, PersonCounts, TrioCounts
from carrel.foundation.vocabulary.genome import PSEUDOAUTOSOMAL, Assembly, plain_chromosome


Cell = dict[str, str]
Site = tuple[str, int, str, str]
TRANSITIONS = {"AG", "GA", "CT", "TC"}
ANYTHING_ELSE = {"<NON_REF>", "<*>", "<X>"}


class Record:
    """One data line: where, what, and the cells of the people who were asked for."""

    __slots__ = ("alternates", "calls", "filter", "number", "site")

    def __init__(self, line: str, columns: Mapping[str, int]) -> None:
        fields = line.rstrip("\n").split("\t")
        written = fields[4].upper().split(",")
        self.alternates = [alt for alt in written if alt not in ANYTHING_ELSE | {".", "*"}]
        named = [alt for alt in written if alt not in ANYTHING_ELSE]
        self.number = written.index(named[0]) + 1 if len(named) == 1 else 0
        chromosome = plain_chromosome(fields[0]) or fields[0]
        self.site: Site = (chromosome, int(fields[1]), fields[3].upper(), ",".join(named))
        self.filter = fields[6]
        keys = fields[8].split(":") if len(fields) > 8 else []
        self.calls = {
            person: dict(zip(keys, fields[column].split(":"), strict=False)) for person, column in columns.items()
        }


def read(path: Path, samples: Mapping[str, str]) -> Iterator[Record]:
    """Records of a VCF (gzip or plain), with the cells of `samples` (person -> sample name)."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
        columns: dict[str, int] = {}
        for line in lines:
            if line.startswith("#CHROM"):
                names = line.rstrip("\n").split("\t")
                columns = {person: names.index(sample) for person, sample in samples.items()}
            elif not line.startswith("#"):
                yield Record(line, columns)


def alleles(cell: Cell) -> list[str]:
    """Called and uncalled alleles as written: `0/1` -> ["0", "1"]."""
    return cell.get("GT", ".").replace("|", "/").lstrip("/").split("/")


def genotype(cell: Cell, alternate: int) -> int | None:
    """0 all reference, 2 all alternate, 1 mixed; None where the call is not full."""
    called = set(alleles(cell))
    reference, other = "0", str(alternate)
    if not called <= {reference, other}:
        return None
    return 1 if len(called) == 2 else 2 if other in called else 0


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None


def numbers(text: str | None) -> list[int | None]:
    return [number(part) for part in (text or "").split(",")]


def reads(cell: Cell, alternate: int) -> tuple[int, int] | None:
    """Reference and alternate reads, or None where they are not given."""
    by_allele = numbers(cell.get("AD"))
    observed = [number(cell.get("RO")), *numbers(cell.get("AO"))]
    depth, variant = number(cell.get("DP")), number(cell.get("DV"))
    for row in (by_allele, observed):
        if len(row) > alternate and row[0] is not None and row[alternate] is not None:
            return row[0], row[alternate]  # type: ignore[return-value]
    if alternate == 1 and depth is not None and variant is not None:
        return max(depth - variant, 0), variant
    return None


def depth(cell: Cell) -> int | None:
    given = number(cell.get("DP"))
    by_allele = [part for part in numbers(cell.get("AD")) if part is not None]
    observed = [part for part in (number(cell.get("RO")), *numbers(cell.get("AO"))) if part is not None]
    sums = (sum(row) for row in (by_allele, observed) if row)
    return given if given is not None else next(sums, None)


def is_pseudoautosomal(assembly: Assembly, chromosome: str, position: int) -> bool:
    return any(start <= position <= end for start, end in PSEUDOAUTOSOMAL[assembly].get(chromosome, ()))


def count_depth(counts: Counter[str], prefix: str, cell: Cell) -> None:
    value = depth(cell)
    if value is not None:
        counts[prefix + "depth_sum"] += value
        counts[prefix + "depth_records"] += 1


def count_autosomal(counts: Counter[str], balance: Counter[int], record: Record, cell: Cell) -> None:
    count_depth(counts, "", cell)
    call = genotype(cell, record.number)
    if call is None:
        counts["missing"] += 1
        return
    counts["called"] += 1
    counts[("reference", "heterozygous", "homozygous")[call]] += 1
    reference, alternate = record.site[2:]
    if len(reference) != 1 or len(alternate) != 1:
        return
    if call:
        counts["transitions" if reference + alternate in TRANSITIONS else "transversions"] += 1
    pair = reads(cell, record.number)
    if pair is None:
        return
    if call == 0:
        counts["reference_site_alternate_reads"] += pair[1]
        counts["reference_site_reads"] += sum(pair)
    elif call == 2:
        counts["homozygous_site_reference_reads"] += pair[0]
        counts["homozygous_site_reads"] += sum(pair)
    elif sum(pair) >= 10:
        balance[min(20 * pair[1] // sum(pair), 19)] += 1


def count_x(counts: Counter[str], record: Record, cell: Cell) -> None:
    count_depth(counts, "x_", cell)
    call = genotype(cell, record.number)
    if call is None:
        return
    counts["x_called"] += 1
    counts["x_haploid"] += len(alleles(cell)) == 1
    counts["x_alternate"] += call == 2
    is_snv = len(record.site[2]) == len(record.site[3]) == 1
    quality = number(cell.get("GQ"))
    if call == 1 and is_snv and (quality is None or quality >= 20):
        counts["x_heterozygous"] += 1


def count_y(counts: Counter[str], record: Record, cell: Cell) -> None:
    count_depth(counts, "y_", cell)
    call = genotype(cell, record.number)
    if call is not None:
        counts["y_called"] += 1
        counts["y_alternate"] += call > 0


def count_pair(counts: Counter[str], one: int | None, two: int | None) -> None:
    if one is None or two is None:
        return
    counts["both_called"] += 1
    counts["opposite_homozygotes"] += {one, two} == {0, 2}
    counts["both_heterozygous"] += one == two == 1
    counts["one_heterozygous"] += one == 1
    counts["two_heterozygous"] += two == 1
    counts["same_genotype"] += one == two


def can_inherit(child: int, father: int, mother: int) -> bool:
    """Can a child have these copies, given one allele from each parent? Spelled out rather than computed."""
    gives = {0: (0,), 1: (0, 1), 2: (1,)}
    return any(child == paternal + maternal for paternal in gives[father] for maternal in gives[mother])


def count_trio(counts: Counter[str], child: int | None, father: int | None, mother: int | None) -> None:
    if child is None or father is None or mother is None:
        return
    counts["records"] += 1
    counts["errors"] += not can_inherit(child, father, mother)
    counts["errors_against_father"] += {child, father} == {0, 2}
    counts["errors_against_mother"] += {child, mother} == {0, 2}
    counts["apparent_de_novo"] += father == mother == 0 and child > 0


class Tally:
    """Running counts of a family."""

    def __init__(self, people: tuple[str, ...], trios: tuple[tuple[str, str, str], ...], assembly: Assembly) -> None:
        self.assembly = assembly
        self.people: dict[str, Counter[str]] = {person: Counter() for person in people}
        self.balance: dict[str, Counter[int]] = {person: Counter() for person in people}
        self.pairs: dict[tuple[str, str], Counter[str]] = {pair: Counter() for pair in combinations(people, 2)}
        self.trios: dict[tuple[str, str, str], Counter[str]] = {trio: Counter() for trio in trios}

    def add(self, record: Record) -> None:
        chromosome, position, reference, alternate = record.site
        if record.filter not in ("PASS", ".") or not record.number or not set(reference + alternate) <= set("ACGTN"):
            return
        if chromosome in ("X", "Y"):
            if not is_pseudoautosomal(self.assembly, chromosome, position):
                for person, counts in self.people.items():
                    cell = record.calls.get(person, {})
                    count_x(counts, record, cell) if chromosome == "X" else count_y(counts, record, cell)
        elif chromosome.isdigit():
            self.add_autosomal(record)

    def add_autosomal(self, record: Record) -> None:
        is_snv = len(record.site[2]) == len(record.site[3]) == 1
        calls = {}
        for person, counts in self.people.items():
            cell = record.calls.get(person, {})
            calls[person] = genotype(cell, record.number)
            count_autosomal(counts, self.balance[person], record, cell)
        if is_snv:
            for (one, two), counts in self.pairs.items():
                count_pair(counts, calls[one], calls[two])
        for (child, father, mother), counts in self.trios.items():
            count_trio(counts, calls[child], calls[father], calls[mother])

    def result(self, records: int, variants: int, has_filters: bool) -> GenotypeCounts:
        people = tuple(
            PersonCounts(person, balance=tuple(self.balance[person][i] for i in range(20)), **counts)
            for person, counts in self.people.items()
        )
        pairs = tuple(PairCounts(*pair, **counts) for pair, counts in self.pairs.items())
        trios = tuple(TrioCounts(*trio, **counts) for trio, counts in self.trios.items())
        return GenotypeCounts(records, variants, people, pairs, trios, has_filters=has_filters)


def merged(files: Iterable[tuple[Path, Mapping[str, str]]]) -> tuple[int, list[Record]]:
    """Number of data lines, and the records of all files with the calls of one site brought together."""
    sites: dict[tuple[Site, int], Record] = {}
    lines = 0
    for path, samples in files:
        seen: Counter[Site] = Counter()
        for record in read(path, samples):
            lines += 1
            key = (record.site, seen[record.site])
            seen[record.site] += 1
            if key in sites:
                sites[key].calls.update(record.calls)
            else:
                sites[key] = record
    return lines, list(sites.values())


def plain_counts(
    files: Iterable[tuple[Path, Mapping[str, str]]],
    assembly: Assembly,
    trios: tuple[tuple[str, str, str], ...] = (),
) -> GenotypeCounts:
    """Counts over VCF files, each with its `person -> sample` mapping. The order of people is that of the mappings."""
    files = list(files)
    people = tuple(dict.fromkeys(person for _, samples in files for person in samples))
    lines, records = merged(files)
    tally = Tally(people, trios, assembly)
    for record in records:
        tally.add(record)
    variants = sum(len(record.alternates) for record in records)
    return tally.result(lines, variants, any(record.filter != "." for record in records))
