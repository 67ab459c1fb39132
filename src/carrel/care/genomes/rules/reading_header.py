"""What a VCF's header says: its samples, its INFO fields, the build of its genome, whether it was normalised."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from carrel.care.genomes.errors import AssembliesDisagree, AssemblyIsUnknown, FileIsNotVcf, PersonIsNotInFile
from carrel.foundation.vocabulary.genome import LENGTHS, Assembly, plain_chromosome


# Words that name a build in ##reference, ##assembly, ##VEP and contig lines; asked only where no contig has a length.
BUILD_WORDS = {
    Assembly.GRCH37: re.compile(r"grch37|hg19|b37|hs37d5|g1k_v37", re.IGNORECASE),
    Assembly.GRCH38: re.compile(r"grch38|hg38|hs38|\bb38\b", re.IGNORECASE),
}
BLOCK_LINES = ("##ALT=<ID=NON_REF", "##ALT=<ID=*,", "##GVCFBlock")
BUILD_LINES = ("##reference", "##assembly", "##VEP", "##contig", "##bcftools/csqCommand")
NORMALISED = re.compile(
    r"##.*(?:bcftools_norm|vt[ _]normalize|LeftAlignAndTrimVariants|vt_normalize|vcflib.*leftalign)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Header:
    """The head of one file. `builds` are those that its lines point to; `descriptions` is INFO key -> description."""

    name: str
    samples: tuple[str, ...]
    columns: int
    descriptions: dict[str, str]
    builds: frozenset[Assembly]
    normalised: bool
    has_blocks: bool  # a gVCF: reference blocks between the variants
    contigs: tuple[str, ...]  # of primary chromosomes, as written


def header_of(lines: Sequence[str], name: str) -> Header:
    """Reads header lines, the `#CHROM` line last. Raises FileIsNotVcf."""
    columns = lines[-1].rstrip("\r\n").split("\t")
    if columns[:8] != ["#CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]:
        raise FileIsNotVcf(
            f"The #CHROM line of {name} does not have the eight columns of a VCF, parted by tabs; export it again."
        )
    samples = tuple(columns[9:])
    if twice := next((sample for sample in samples if samples.count(sample) > 1), None):
        raise FileIsNotVcf(
            f"The #CHROM line of {name} names the sample {twice} twice, so it cannot be told whose genotypes are whose; "
            "rename one of them (bcftools reheader)."
        )
    return Header(
        name=name,
        samples=samples,
        columns=len(columns),
        descriptions=dict(found for line in lines if (found := _description(line))),
        builds=builds_of(lines),
        normalised=any(NORMALISED.match(line) for line in lines),
        has_blocks=any(line.startswith(BLOCK_LINES) for line in lines),
        contigs=tuple(name for line in lines if (name := _contig(line)) and plain_chromosome(name)),
    )


def _contig(line: str) -> str:
    found = re.search(r"[<,]ID=([^,>]+)", line) if line.startswith("##contig=<") else None
    return found.group(1) if found else ""


def _description(line: str) -> tuple[str, str] | None:
    if not line.startswith("##INFO=<"):
        return None
    key = re.search(r"[<,]ID=([^,>]+)", line)
    text = re.search(r'Description="(.*)"', line)
    return (key.group(1), text.group(1) if text else "") if key else None


def builds_of(lines: Sequence[str]) -> frozenset[Assembly]:
    """The builds whose chromosome lengths the contig lines give; without lengths, those that are named."""
    found = set()
    for line in lines:
        if line.startswith("##contig=<"):
            length = re.search(r"[<,]length=(\d+)", line)
            chromosome = plain_chromosome(_contig(line))
            if chromosome and length and chromosome != "MT":
                found |= {build for build in Assembly if LENGTHS[build][chromosome] == int(length.group(1))}
    if found:
        return frozenset(found)
    named = [line for line in lines if line.startswith(BUILD_LINES)]
    return frozenset(build for build, word in BUILD_WORDS.items() if any(word.search(line) for line in named))


def assembly_of(headers: Sequence[Header], stated: Assembly | None) -> Assembly:
    """The build that all files agree on. Raises AssembliesDisagree or AssemblyIsUnknown."""
    for header in headers:
        if len(header.builds) > 1:
            raise AssembliesDisagree(
                f"The header of {header.name} names both GRCh37 and GRCh38; "
                "lift the calls over to one build, or correct the contig lines."
            )
        if stated and header.builds and stated not in header.builds:
            raise AssembliesDisagree(
                f"{header.name} is of {next(iter(header.builds))}, but the family is stated to be {stated}; "
                "correct the one that is wrong."
            )
    builds = {build for header in headers for build in header.builds}
    if len(builds) > 1:
        names = " and ".join(f"{header.name} ({next(iter(header.builds))})" for header in headers if header.builds)
        raise AssembliesDisagree(f"The files are of two builds: {names}; call or lift over all to one.")
    found = next(iter(builds), stated)
    if found is None:
        raise AssemblyIsUnknown(
            f"Nothing in the header of {headers[0].name} tells the build (no contig lengths, no ##reference); "
            "state the assembly in the case file."
        )
    return found


def sample_place(header: Header, person: str, sample: str) -> int:
    """The sample's column, 0 is the first. Raises PersonIsNotInFile."""
    if sample in header.samples:
        return header.samples.index(sample)
    there = ", ".join(header.samples[:10]) or "none"
    raise PersonIsNotInFile(
        f"{header.name} has no sample {sample!r} for the person {person!r} (its samples: {there}); "
        "correct the sample name in the case file."
    )
