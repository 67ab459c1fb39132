"""Small families, panels and files for the tests of structural tiering."""

from __future__ import annotations

import gzip
from collections.abc import Mapping, Sequence
from pathlib import Path

import pysam

from carrel.care.genomes.values import Call, FamilyVariant, VariantFile, VariantKind
from carrel.care.interpretation.rules.repeats import Setting
from carrel.care.participants.values import Family, Person
from carrel.foundation.knowledge.values import Panel, PanelGene, PanelRegion, PanelRepeat
from carrel.foundation.vocabulary.genome import Assembly, VariantKey
from carrel.foundation.vocabulary.inheritance import Affection, ModeOfInheritance, Rating, Sex


BIALLELIC = ModeOfInheritance.BIALLELIC.value
DOMINANT = ModeOfInheritance.MONOALLELIC_NOT_IMPRINTED.value
X_DOMINANT = ModeOfInheritance.X_LINKED_MONOALLELIC_IN_FEMALES.value
X_RECESSIVE = ModeOfInheritance.X_LINKED_BIALLELIC_IN_FEMALES.value
TRIO = ("child", "father", "mother")


def trio(sex: Sex = Sex.FEMALE, father: Affection = Affection.UNAFFECTED) -> Family:
    return Family(
        "family",
        "child",
        (
            Person("child", sex, Affection.AFFECTED, "father", "mother"),
            Person("father", Sex.MALE, father),
            Person("mother", Sex.FEMALE, Affection.UNAFFECTED),
        ),
    )


def setting(family: Family | None = None, assembly: Assembly = Assembly.GRCH38) -> Setting:
    return Setting(TRIO, family or trio(), assembly, {})


def gene(symbol: str = "GENE1", mode: str = DOMINANT, where: str = "1:100000-200000", **more: object) -> PanelGene:
    given = {"hgnc_id": f"HGNC:{symbol}", "rating": Rating.GREEN, "locations": (("GRCh38", where),) if where else ()}
    return PanelGene(symbol=symbol, mode_of_inheritance=mode, **{**given, **more})  # type: ignore[arg-type]


def region(kind: str = "cnv_loss", required: int | None = 60, **more: object) -> PanelRegion:
    given = {"rating": Rating.GREEN, "chromosome": "22", "grch37": None, "grch38": (1_000_001, 2_000_000)}
    return PanelRegion(
        name="ISCA-37440-Loss",
        verbose_name="22q11 region",
        mode_of_inheritance=DOMINANT,
        type_of_variants=kind,
        required_overlap_percentage=required,
        **{**given, **more},  # type: ignore[arg-type]
    )


REPEATS: Mapping[str, tuple[str, str, str, int, int, str, tuple[int, int], tuple[int, int]]] = {
    "DMPK_CTG": ("DMPK", "CTG", "19", 35, 50, DOMINANT, (46273463, 46273522), (45770205, 45770264)),
    "FXN_GAA": ("FXN", "GAA", "9", 34, 66, BIALLELIC, (71652203, 71652220), (69037287, 69037304)),
    "FMR1_CGG": ("FMR1", "CGG", "X", 55, 200, X_DOMINANT, (146993569, 146993628), (147912051, 147912110)),
    "AR_CAG": ("AR", "CAG", "X", 36, 38, X_RECESSIVE, (66765159, 66765227), (67545317, 67545385)),
}


def repeat(name: str, **more: object) -> PanelRepeat:
    symbol, unit, chromosome, normal, pathogenic, mode, grch37, grch38 = REPEATS[name]
    given = {
        "rating": Rating.GREEN,
        "normal_repeats": normal,
        "pathogenic_repeats": pathogenic,
        "grch37": grch37,
        "grch38": grch38,
        "repeat_unit": unit,
        "mode_of_inheritance": mode,
    }
    return PanelRepeat(name, f"HGNC:{symbol}", symbol, chromosome=chromosome, **{**given, **more})  # type: ignore[arg-type]


def panel(
    *, genes: Sequence[PanelGene] = (), repeats: Sequence[PanelRepeat] = (), regions: Sequence[PanelRegion] = ()
) -> Panel:
    return Panel(
        "1", "Test panel", "2.3", "2026-01-01", "public", "0" * 64, tuple(genes), tuple(repeats), tuple(regions)
    )


HET, HOM, REF, NONE = Call(copies=1, ploidy=2), Call(copies=2, ploidy=2), Call(copies=0, ploidy=2), Call()


def copy_number(
    start: int = 90_000, end: int = 150_000, kind: str = "DEL", calls: Sequence[Call] = (HET, REF, REF), **more: object
) -> FamilyVariant:
    chromosome = str(more.pop("chromosome", "1"))
    given = {"kind": VariantKind.COPY_NUMBER, "caller_names": ("manta",)}
    return FamilyVariant(
        VariantKey(chromosome, start, "N", f"<{kind}>"), tuple(calls), end=end, type=kind, **{**given, **more}  # type: ignore[arg-type]
    )  # fmt: skip


def counts(*counts_of: tuple[int, ...]) -> tuple[Call, ...]:
    return tuple(Call(ploidy=len(upper), repeat_upper=upper) for upper in counts_of)


def repeat_record(name: str, *upper: tuple[int, ...], locus: str = "", unit: str = "", **more: object) -> FamilyVariant:
    symbol, panel_unit, chromosome, _, _, _, _, (start, end) = REPEATS[name]
    unit = unit or panel_unit
    return FamilyVariant(
        VariantKey(chromosome, start - 1, "A", f"<STR:{unit}>"),
        counts(*upper),
        kind=VariantKind.REPEAT,
        end=end,
        type=locus or symbol,
        identifiers=(locus or symbol,),
        repeat_unit=unit,
        **more,  # type: ignore[arg-type]
    )


HEAD = """##fileformat=VCFv4.2
##source=GenerateSVCandidates 1.6
##contig=<ID=chr1,length=248956422>
##INFO=<ID=END,Number=1,Type=Integer,Description="End">
##INFO=<ID=SVLEN,Number=.,Type=Integer,Description="Length">
##INFO=<ID=SVTYPE,Number=1,Type=String,Description="Type">
##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">
"""


def vcf(folder: Path, *lines: str, head: str = HEAD, samples: str = "S1", name: str = "f.vcf") -> VariantFile:
    """A file with these records (blanks stand for tabs); `child` is the first sample."""
    columns = "#CHROM POS ID REF ALT QUAL FILTER INFO FORMAT " + samples
    text = head + "\n".join(line.replace(" ", "\t") for line in (columns, *lines)) + "\n"
    path = folder / name
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(text.encode()))
    else:
        path.write_text(text)
    return VariantFile(str(path), {"child": samples.split()[0]})


def bgzipped(file: VariantFile) -> Path:
    path = Path(file.path + ".bgz")
    pysam.tabix_compress(file.path, str(path), force=True)
    return path
