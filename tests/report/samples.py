"""Interpretations made by hand: every section of the report, every family shape and hostile text. All people are invented."""

from __future__ import annotations

from dataclasses import replace

from carrel.care.genomes.values import (
    Call,
    Check,
    CheckStatus,
    Consequence,
    FamilyVariant,
    Frequency,
    GenotypeCounts,
    PairCounts,
    PersonCounts,
    Problem,
    QualityReport,
    Significance,
    Source,
    Stop,
    TableSummary,
    TrioCounts,
    VariantKind,
)
from carrel.care.interpretation.values import (
    Case,
    Event,
    Evidence,
    GeneRank,
    GenomeFile,
    Interpretation,
    NotExamined,
    Provenance,
    TieredVariant,
    Trace,
)
from carrel.care.participants.values import Family, Person
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.knowledge.values import Panel, PanelGene, PanelRegion, PanelRepeat
from carrel.foundation.vocabulary.genome import Assembly, VariantKey
from carrel.foundation.vocabulary.inheritance import (
    Affection,
    ModeOfInheritance,
    Penetrance,
    Rating,
    SegregationFilter,
    Sex,
    Tier,
)


MONO = ModeOfInheritance.MONOALLELIC_NOT_IMPRINTED.value
BI = ModeOfInheritance.BIALLELIC.value
X = ModeOfInheritance.X_LINKED_BIALLELIC_IN_FEMALES.value
HASH = "9f2c" * 16

TRIO = Family(
    "FAM-0042",
    "P-1001",
    (
        Person("P-1001", Sex.MALE, Affection.AFFECTED, "P-1002", "P-1003"),
        Person("P-1002", Sex.MALE, Affection.UNAFFECTED),
        Person("P-1003", Sex.FEMALE, Affection.UNAFFECTED),
    ),
)

THREE_GENERATIONS = Family(
    "FAM-0077",
    "III-2",
    (
        Person("III-2", Sex.FEMALE, Affection.AFFECTED, "II-2", "II-3"),
        Person("II-2", Sex.MALE, Affection.AFFECTED, "I-1", "I-2"),
        Person("II-3", Sex.FEMALE, Affection.UNAFFECTED, "I-3", "I-4"),
        Person("III-1", Sex.MALE, Affection.UNCERTAIN, "II-2", "II-3"),
        Person("III-3", Sex.MALE, Affection.UNAFFECTED, "II-4", "II-3"),
        Person("II-4", Sex.MALE, Affection.UNAFFECTED),
        Person("II-1", Sex.FEMALE, Affection.AFFECTED, "I-1", "I-2"),
        Person("I-1", Sex.MALE, Affection.UNCERTAIN),
        Person("I-2", Sex.FEMALE, Affection.UNAFFECTED),
        Person("I-3", Sex.MALE, Affection.UNAFFECTED),
        Person("I-4", Sex.FEMALE, Affection.UNAFFECTED),
        Person("III-4", Sex.OTHER, Affection.UNAFFECTED, "", "II-1"),
    ),
)

COUSINS = Family(
    "FAM-0078",
    "IV-1",
    (
        Person("IV-1", Sex.FEMALE, Affection.AFFECTED, "III-1", "III-2"),
        Person("IV-2", Sex.MALE, Affection.UNAFFECTED, "III-1", "III-2"),
        Person("III-1", Sex.MALE, Affection.UNAFFECTED, "II-1", "II-2"),
        Person("III-2", Sex.FEMALE, Affection.UNAFFECTED, "II-3", "II-4"),
        Person("II-1", Sex.MALE, Affection.UNAFFECTED),
        Person("II-2", Sex.FEMALE, Affection.UNAFFECTED, "I-1", "I-2"),
        Person("II-3", Sex.MALE, Affection.UNAFFECTED, "I-1", "I-2"),
        Person("II-4", Sex.FEMALE, Affection.UNAFFECTED),
        Person("I-1", Sex.MALE, Affection.UNCERTAIN),
        Person("I-2", Sex.FEMALE, Affection.UNCERTAIN),
    ),
)


def het(alternate: int = 15, reference: int = 16, **more: object) -> Call:
    return Call(1, 2, reference, alternate, reference + alternate, 99, **more)  # type: ignore[arg-type]


def ref(depth: int = 31) -> Call:
    return Call(0, 2, depth, 0, depth, 90)


NONE = Call()


def gene(number: int, symbol: str, mode: str, rating: Rating = Rating.GREEN, **more: object) -> PanelGene:
    return PanelGene(f"HGNC:{number}", symbol, rating, mode, **more)  # type: ignore[arg-type]


INTELLECTUAL = Panel(
    "285",
    "Intellectual disability",
    "9.1",
    "2026-03-04",
    "public",
    HASH,
    (
        gene(10585, "SCN2A", MONO, phenotypes=("Developmental and epileptic encephalopathy 11, OMIM:613721",), publications=("28379373",)),
        gene(9065, "PNKP", BI, phenotypes=("Microcephaly, seizures, and developmental delay, OMIM:613402",)),
        gene(11079, "SLC9A6", X, penetrance="Complete"),
        gene(2201, "COL4A1", MONO, Rating.AMBER),
        gene(3690, "FGFR3", MONO, Rating.RED),
    ),
    repeats=(PanelRepeat("FMR1_CGG", "HGNC:3775", "FMR1", Rating.GREEN, X, "CGG", "X", 55, 200, None, (147912051, 147912110)),),
    regions=(
        PanelRegion("ISCA-37446-Loss", "22q11.2 recurrent region, loss", Rating.GREEN, MONO, "22", None, (18924718, 21111383), "cnv_loss", 60, "3"),
    ),
    relevant_disorders=("R29",),
)  # fmt: skip

EPILEPSY = Panel(
    "402",
    "Early onset or syndromic epilepsy",
    "7.0",
    "",
    "public",
    HASH[::-1],
    (
        gene(10585, "SCN2A", ModeOfInheritance.BOTH.value, mode_of_pathogenicity="Other"),
        gene(9065, "PNKP", BI),
        gene(2201, "COL4A1", "", Rating.RED),
    ),
)

FREQUENCIES = (
    Frequency("gnomad_genomes:NFE", 0.00071, 68030, 0),
    Frequency("gnomad_genomes:AFR", 0.000024, 41440, 0),
    Frequency("gnomad_genomes:EAS", 0.0, 5200, 0),
    Frequency("gnomad_exomes:NFE", 0.00062, 113700, 1),
    Frequency("gnomad_exomes:SAS", 0.0021, 30600, 2),
    Frequency("gnomad_exomes:FIN", 0.0, 21600, 0),
    Frequency("gnomad_exomes:ASJ", 0.000099, 10000, 0),
    Frequency("gnomad_genomes:MID", 0.0032, 316, 0),
    Frequency("thousand_genomes:ALL", 0.0002),
)


def event(
    tier: Tier, symbol: str, number: int, mode: str, segregation: SegregationFilter, consequence: str, **more: object
) -> Event:
    words = {Tier.ONE: "Tier1", Tier.TWO: "Tier2", Tier.THREE: "Tier3", Tier.A: "TierA", Tier.B: "TierB"}[tier]
    values: dict[str, object] = {
        "panel": "285@9.1",
        "panel_name": "Intellectual disability",
        "penetrance": Penetrance.COMPLETE,
        "justification": f"Classified as: {words}, passed the {segregation.value} segregation filter",
        "rule": "T1",
    }
    values.update(more)
    return Event(
        tier,
        symbol,
        f"HGNC:{number}",
        mode_of_inheritance=mode,
        segregation=segregation,
        consequence=consequence,
        **values,
    )  # type: ignore[arg-type]


def small(key: str, calls: tuple[Call, ...], consequences: tuple[Consequence, ...], **more: object) -> FamilyVariant:
    chromosome, position, reference, alternate = key.split(":")
    return FamilyVariant(VariantKey(chromosome, int(position), reference, alternate), calls, consequences, **more)  # type: ignore[arg-type]


def tiered(variant: FamilyVariant, *events: Event) -> TieredVariant:
    return TieredVariant(variant, events[0].tier, events)


SCN2A = tiered(
    small(
        "2:165344703:C:T",
        (het(17, 19, de_novo_flag="DeNovo", de_novo_quality=0.998), ref(33), ref(41)),
        (
            Consequence("SCN2A", "HGNC:10585", "ENSG00000136531", "ENST00000375437", "protein_coding", ("stop_gained",),
                        "ENST00000375437.7:c.2995C>T", "ENSP00000364586.2:p.Gln999Ter", "17/27", canonical=True,
                        mane_select="NM_001040142.2", loss_of_function="HC", splice_ai=0.04),
            Consequence("SCN2A", "HGNC:10585", "ENSG00000136531", "ENST00000283256", "protein_coding", ("stop_gained",),
                        "ENST00000283256.10:c.2995C>T", "ENSP00000283256.6:p.Gln999Ter"),
        ),
        significances=(Significance("clinvar", "pathogenic", "criteria_provided,_multiple_submitters,_no_conflicts", "VCV000207014"),),
        identifiers=("rs796053138",),
    ),
    event(Tier.ONE, "SCN2A", 10585, MONO, SegregationFilter.DE_NOVO, "stop_gained", transcript="ENST00000375437", de_novo_quality="passed"),
    event(Tier.ONE, "SCN2A", 10585, ModeOfInheritance.BOTH.value, SegregationFilter.DE_NOVO, "stop_gained",
          panel="402@7.0", panel_name="Early onset or syndromic epilepsy", transcript="ENST00000375437", de_novo_quality="passed"),
)  # fmt: skip

PNKP_A = tiered(
    small(
        "19:49861769:G:A",
        (het(14, 15, phase_set="49861700", haplotype=0), het(16, 18), ref(29)),
        (
            Consequence("PNKP", "HGNC:9065", "ENSG00000039650", "ENST00000322344", "protein_coding", ("missense_variant", "splice_region_variant"),
                        "ENST00000322344.8:c.976G>A", "ENSP00000323511.2:p.Glu326Lys", "11/17", canonical=True, mane_select="NM_007254.4",
                        splice_ai=0.31),
        ),
        frequencies=FREQUENCIES,
        significances=(Significance("clinvar", "conflicting_classifications_of_pathogenicity", "criteria_provided,_conflicting_classifications", "VCV000029620", True),),
        identifiers=("rs267606957",),
    ),
    event(Tier.TWO, "PNKP", 9065, BI, SegregationFilter.COMPOUND_HETEROZYGOUS, "missense_variant", transcript="ENST00000322344", rule="T2",
          partners=("19:49864312:TC:T",), group=1, flags=()),
)  # fmt: skip

PNKP_B = tiered(
    small(
        "19:49864312:TC:T",
        (het(11, 12, phase_set="49861700", haplotype=1), ref(27), het(19, 17)),
        (
            Consequence("PNKP", "HGNC:9065", "ENSG00000039650", "ENST00000322344", "protein_coding", ("inframe_deletion",),
                        "ENST00000322344.8:c.498_500del", "ENSP00000323511.2:p.Glu167del", "5/17", canonical=True, mane_select="NM_007254.4"),
        ),
        frequencies=(Frequency("gnomad_genomes:NFE", 0.0000147, 68030, 0),),
    ),
    event(Tier.TWO, "PNKP", 9065, BI, SegregationFilter.COMPOUND_HETEROZYGOUS, "inframe_deletion", transcript="ENST00000322344", rule="T2",
          partners=("19:49861769:G:A",), group=1),
)  # fmt: skip

SLC9A6 = tiered(
    small(
        "X:135985690:G:A",
        (Call(2, 2, 0, 14, 14, 42), Call(0, 1, 16, 0, 16, 45), NONE),
        (
            Consequence("SLC9A6", "HGNC:11079", "ENSG00000198689", "ENST00000370695", "protein_coding", ("missense_variant",),
                        "ENST00000370695.8:c.1148G>A", "ENSP00000359729.4:p.Gly383Asp", "9/16", canonical=True),
        ),
        filter="",
    ),
    event(Tier.TWO, "SLC9A6", 11079, X, SegregationFilter.X_LINKED_SIMPLE_RECESSIVE, "missense_variant", rule="T2", missing=("P-1003",),
          penetrance=Penetrance.INCOMPLETE, transcript="ENST00000370695", flags=("moi_unspecified",)),
)  # fmt: skip

DELETION = tiered(
    FamilyVariant(
        VariantKey("22", 18912231, "N", "<DEL>"),
        (Call(1, 2, quality=60, copy_number=1), Call(0, 2, quality=55, copy_number=2), NONE),
        kind=VariantKind.COPY_NUMBER,
        end=21465672,
        type="DEL",
        callers=2,
        copy_number_frequencies=(("CNV_AF", 0.0002), ("CNV_AUC", 0.001)),
    ),
    event(Tier.A, "", 0, MONO, SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT, "transcript_ablation", rule="CNV-A",
          panel_name="22q11.2 recurrent region, loss"),
)  # fmt: skip
DELETION = replace(DELETION, events=(replace(DELETION.best, hgnc_id=""),))

FMR1 = tiered(
    FamilyVariant(
        VariantKey("X", 147912051, "C", "<STR92>"),
        (Call(1, 1, repeat_upper=(231,)), Call(0, 1, repeat_upper=(30,)), Call(1, 2, repeat_upper=(29, 92))),
        kind=VariantKind.REPEAT,
        end=147912110,
        type="FMR1",
        repeat_unit="CGG",
    ),
    event(Tier.TWO, "FMR1", 3775, X, SegregationFilter.X_LINKED_SIMPLE_RECESSIVE, "sequence_variant", rule="STR-2",
          flags=("cannot_be_told_from_premutation",)),
)  # fmt: skip


def tier_three(count: int, people: int = 3) -> tuple[TieredVariant, ...]:
    """Variants outside every panel: one more per number."""
    made = []
    for number in range(count):
        symbol = f"GENE{number + 1}"
        variant = small(
            f"{number % 22 + 1}:{1_000_000 + 7919 * number}:A:G",
            (het(12 + number % 9, 14), *(ref(20 + number % 11) for _ in range(people - 1))),
            (Consequence(symbol, f"HGNC:{90000 + number}", "", f"ENST{number:011d}", "protein_coding", ("missense_variant",),
                         f"ENST{number:011d}.1:c.{number + 1}A>G", f"ENSP{number:011d}.1:p.Met{number + 1}Val", canonical=True),),
            frequencies=(Frequency("gnomad_genomes:NFE", number / 1e6, 68000, 0),),
        )  # fmt: skip
        one = event(Tier.THREE, symbol, 90000 + number, "", SegregationFilter.DE_NOVO, "missense_variant", rule="T3",
                    panel=None, panel_name="", transcript=f"ENST{number:011d}")  # fmt: skip
        made.append(tiered(variant, one))
    return tuple(made)


GENES = (
    GeneRank(
        "HGNC:10585", "SCN2A", 1, 14.21, "OMIM:613721", "Developmental and epileptic encephalopathy 11",
        (
            Evidence("phenotype", "HP:0001250", "Seizure", 2.31, "stated for OMIM:613721"),
            Evidence("phenotype", "HP:0001263", "Global developmental delay", 1.87, "stated for OMIM:613721"),
            Evidence("phenotype", "HP:0001252", "Hypotonia", 0.64, "matched by Generalized hypotonia (HP:0001290)"),
            Evidence("phenotype", "HP:0000252", "Microcephaly", -1.12, "not described in OMIM:613721"),
            Evidence("variant", "tier", "Tier 1", 6.9),
            Evidence("variant", "loss of function", "Loss of function, high confidence", 3.61),
        ),
        ("2:165344703:C:T",),
    ),
    GeneRank(
        "HGNC:9065", "PNKP", 2, 9.05, "OMIM:613402", "Microcephaly, seizures, and developmental delay",
        (
            Evidence("phenotype", "HP:0000252", "Microcephaly", 3.02, "stated for OMIM:613402"),
            Evidence("phenotype", "HP:0001250", "Seizure", 2.2, "stated for OMIM:613402"),
            Evidence("phenotype", "HP:0001252", "Hypotonia", -0.4, ""),
            Evidence("variant", "tier", "Tier 2", 4.23),
        ),
        ("19:49861769:G:A", "19:49864312:TC:T"),
    ),
    GeneRank("HGNC:11079", "SLC9A6", 3, 3.4, variants=("X:135985690:G:A",)),
    GeneRank("HGNC:90000", "GENE1", 4, -0.2),
)  # fmt: skip


def check(
    code: str, name: str, status: CheckStatus, people: tuple[str, ...], value: str, expected: str, message: str
) -> Check:
    return Check(code, name, status, people, value, expected, message, "kinship >= 0.177 for parent and child",
                 "Manichaikul et al. 2010, doi:10.1093/bioinformatics/btq559", True)  # fmt: skip


QUALITY = QualityReport(
    (
        check("sex_mismatch", "Sex from the X chromosome", CheckStatus.PASSED, ("P-1001",), "1.1 % heterozygous on X (1 X)", "1 X (male)", "The genome is male, as stated."),
        check("sex_mismatch", "Sex from the X chromosome", CheckStatus.PASSED, ("P-1003",), "54 % heterozygous on X (2 X)", "2 X (female)", "The genome is female, as stated."),
        check("relationship_mismatch", "Father and child", CheckStatus.PASSED, ("P-1001", "P-1002"), "kinship 0.247", "0.25", "They are parent and child, as stated."),
        check("contamination", "Contamination", CheckStatus.WARNING, ("P-1003",), "2.6 % of reads at homozygous sites", "below 2 %",
              "The mother's sample may be mixed with another (2.6 %); look at her genotypes with care."),
        check("mendelian_errors", "Mendelian errors", CheckStatus.NOT_ASSESSED, ("P-1001", "P-1002", "P-1003"), "", "below 1 %",
              "Too few records were called in all three."),
    ),
    {"P-1001": 1, "P-1002": 1, "P-1003": 2},
    {"P-1001": "XY", "P-1002": "XY", "P-1003": "XX"},
    tuple((person, (("Mean depth", "31.2"), ("Heterozygous to homozygous", "1.61"), ("Transitions to transversions", "2.08"))) for person in TRIO.ids),
    (("P-1001", "P-1002", 0.247, "parent and child"), ("P-1001", "P-1003", 0.2512, "parent and child"), ("P-1002", "P-1003", None, "not related")),
    "carrel-quality-2026.1",
)  # fmt: skip

PROVENANCE = Provenance(
    "carrel 0.1.0",
    "carrel-tiering-2026.1",
    "faf95",
    "carrel-quality-2026.1",
    (
        ("hpo", "2025-01-16", HASH),
        ("clinvar", "2026-05-02", HASH),
        ("gnomad", "4.1", HASH),
        ("genes", "MANE 1.4", HASH),
    ),
    (("285@9.1", "Intellectual disability", HASH), ("402@7.0", "Early onset or syndromic epilepsy", HASH[::-1])),
    (("numpy", "2.1.0"), ("pyarrow", "18.0.0")),
)


def summary(people: tuple[str, ...] = TRIO.ids) -> TableSummary:
    return TableSummary(
        "carrel-table:" + HASH,
        Assembly.GRCH38,
        people,
        GenotypeCounts(
            4_712_332,
            4_803_118,
            tuple(PersonCounts(person, 4_600_000, 2100, balance=(0,) * 20) for person in people),
            (PairCounts(people[0], people[1], 4_500_000),) if len(people) > 1 else (),
            (TrioCounts(*people[:3], records=4_400_000, errors=120),) if len(people) > 2 else (),
            {Stop.FREQUENCY: 4_201_123, Stop.CONSEQUENCE: 512_004, Stop.FILTER: 91_233},
        ),
        (Source("FAM-0042.vcf.gz", 812_331_201, HASH),),
        "VEP CSQ",
        ("gnomad_genomes", "gnomad_exomes"),
        ("clinvar",),
        ("3 records had no genotype of P-1003 and were kept.",),
        frozenset(("HGNC:10585", "HGNC:9065")),
    )


FEATURES = (
    PhenotypicFeature("HP:0001250", "Seizure", onset="HP:0003593"),
    PhenotypicFeature("HP:0001263", "Global developmental delay"),
    PhenotypicFeature("HP:0001252", "Hypotonia"),
    PhenotypicFeature("HP:0000252", "Microcephaly"),
    PhenotypicFeature("HP:0001251", "Ataxia", excluded=True),
)


def trio() -> Interpretation:
    """Every section is filled."""
    case = Case(
        "RD-2026-0042",
        TRIO,
        FEATURES,
        (GenomeFile("/secret/folder/FAM-0042.vcf.gz", dict(zip(TRIO.ids, ("LP1", "LP2", "LP3"), strict=True)), "GRCh38"),),
        ("285@9.1", "402@7.0"),
        incomplete_penetrance=True,
        relatives_features={"P-1002": (PhenotypicFeature("HP:0002076", "Migraine"), PhenotypicFeature("HP:0001250", "Seizure", True))},
        structural_files=(GenomeFile("/secret/folder/FAM-0042.cnv.vcf.gz", {"P-1001": "LP1_cnv"}),),
    )  # fmt: skip
    return Interpretation(
        case,
        "ok",
        (Problem("low_depth", "The mother's mean depth is 14, below 15; a heterozygous call may be missed there.", False, ("P-1003",)),),
        (INTELLECTUAL, EPILEPSY),
        False,
        summary(),
        QUALITY,
        (SCN2A, DELETION, PNKP_A, PNKP_B, SLC9A6, FMR1, *tier_three(8)),
        GENES,
        (
            Trace("1:216325500:C:T", "carrier_only", "Heterozygous in the proband, from the mother; USH2A needs two.", "USH2A"),
            Trace("7:117559590:ATCT:A", "carrier_only", "Heterozygous in the proband, from the father; CFTR needs two.", "CFTR"),
        ),
        (
            Trace("2:165310400:G:A", "frequency", "0.4 % in gnomAD exomes, South Asian; the cut for a dominant gene is 0.1 %.", "SCN2A"),
            Trace("14:28767000:C:T", "segregation", "The father, who is not affected, carries it too.", "FOXG1"),
        ),
        (
            NotExamined("FMR1_CGG in P-1003", "the repeat file has no sample of the mother", "285@9.1"),
            NotExamined("ARX", "no record of this gene is in the annotation", "285@9.1"),
            NotExamined("Structural variants other than losses and gains", "no file was given"),
        ),
        PROVENANCE,
    )  # fmt: skip


def blocked() -> Interpretation:
    """The father's sample does not fit. Variants stay in the value, to prove that no document shows them."""
    message = (
        "The sample of the father (P-1002) is not that of a parent of P-1001: kinship 0.003, expected 0.25. Ask the laboratory "
        "whether samples were exchanged, or correct the pedigree, and run the case again."
    )
    whole = trio()
    assert whole.quality is not None
    broken = check(
        "relationship_mismatch",
        "Father and child",
        CheckStatus.FAILED,
        ("P-1001", "P-1002"),
        "kinship 0.003",
        "0.25",
        message,
    )
    quality = replace(
        whole.quality,
        checks=(*whole.quality.checks[:2], broken),
        kinship=(("P-1001", "P-1002", 0.003, "parent and child"), *whole.quality.kinship[1:]),
    )
    problems = (Problem("relationship_mismatch", message, True, ("P-1002",)),)
    return replace(whole, status="blocked", problems=problems, quality=quality)


def unread() -> Interpretation:
    """Stopped before any genome was read."""
    problem = Problem("panel_unknown", "Panel 999@1.0 is not in the folder of panels; add it or correct the order.")
    return replace(trio(), status="blocked", problems=(problem,), panels=(), table=None, quality=None, variants=(), genes=(), carriers=(), traces=(), not_examined=())  # fmt: skip


def nothing() -> Interpretation:
    """A singleton with no finding, proposed panels, and no knowledge of frequencies."""
    family = Family("FAM-0001", "S-1", (Person("S-1", Sex.UNKNOWN, Affection.AFFECTED),))
    case = Case("RD-2026-0001", family, FEATURES[:1], (GenomeFile("S-1.vcf.gz", {"S-1": "S1"}),), ())
    table = replace(
        summary(("S-1",)), assembly=Assembly.GRCH37, frequency_sources=(), significance_sources=(), warnings=()
    )
    quality = replace(
        QUALITY, checks=QUALITY.checks[:1], x_copies={"S-1": 2}, karyotype={"S-1": "UNKNOWN"}, measures=(), kinship=()
    )
    return Interpretation(case, "ok", (), (INTELLECTUAL,), True, table, quality, (), (), (), (), (), PROVENANCE)


def three_generations() -> Interpretation:
    """Five genomes of a large family with a dominant variant and half sibs."""
    read = ("III-2", "II-2", "II-3", "II-1", "III-1")
    calls = (het(), het(9, 21), ref(), het(13, 14), het(20, 18))
    variant = tiered(
        replace(SCN2A.variant, calls=calls),
        event(
            Tier.ONE,
            "SCN2A",
            10585,
            MONO,
            SegregationFilter.INHERITED_AUTOSOMAL_DOMINANT,
            "stop_gained",
            transcript="ENST00000375437",
        ),
    )
    case = Case(
        "RD-2026-0077",
        THREE_GENERATIONS,
        FEATURES,
        (GenomeFile("f.vcf.gz", {one: one for one in read}, "GRCh38"),),
        ("285@9.1",),
    )
    quality = replace(QUALITY, checks=(), x_copies={}, karyotype={}, measures=(), kinship=())
    return Interpretation(
        case, "ok", (), (INTELLECTUAL,), False, summary(read), quality, (variant,), GENES[:1], (), (), (), PROVENANCE
    )


def cousins() -> Interpretation:
    """Parents who are first cousins, a homozygous variant on the mitochondrial genome and one on an autosome."""
    read = ("IV-1", "III-1", "III-2")
    recessive = tiered(
        replace(PNKP_A.variant, calls=(Call(2, 2, 0, 28, 28, 80), het(), het())),
        event(
            Tier.TWO,
            "PNKP",
            9065,
            BI,
            SegregationFilter.SIMPLE_RECESSIVE,
            "missense_variant",
            transcript="ENST00000322344",
        ),
    )
    mitochondrial = tiered(
        small("MT:3243:A:G", (Call(1, 2, 1200, 640, 1840, 99), Call(0, 2, 1500, 0, 1500, 99), Call(1, 2, 1700, 52, 1752, 99)),
              (Consequence("MT-TL1", "HGNC:7490", "ENSG00000209082", "ENST00000386347", "Mt_tRNA", ("non_coding_transcript_exon_variant",), "m.3243A>G"),)),
        event(Tier.ONE, "MT-TL1", 7490, ModeOfInheritance.MITOCHONDRIAL.value, SegregationFilter.MITOCHONDRIAL_GENOME, "known_pathogenic"),
    )  # fmt: skip
    case = Case("RD-2026-0078", COUSINS, FEATURES, (GenomeFile("f.vcf.gz", {one: one for one in read}),), ("285@9.1",))
    quality = replace(QUALITY, x_copies={}, karyotype={}, measures=(), kinship=(), checks=QUALITY.checks[:0])
    return Interpretation(
        case,
        "ok",
        (),
        (INTELLECTUAL,),
        False,
        summary(read),
        quality,
        (mitochondrial, recessive),
        (),
        (),
        (),
        (),
        PROVENANCE,
    )


EVIL = '<script>alert("1")</script> #eval("1") $x^2$ & \'q\' \u202egnp.exe \x00\x1b[31m *bold* _it_ `raw` @ref \\ // [x] {y} \ud83d \u4f60\u597d \u0645'


def hostile() -> Interpretation:
    """Text that would break a careless writer, very long alleles, and three hundred tier 3 variants."""
    whole = trio()
    person = "P-" + "9" * 60
    family = Family(
        EVIL,
        EVIL,
        (replace(TRIO.members[0], id=EVIL, mother=person), TRIO.members[1], replace(TRIO.members[2], id=person)),
    )
    long = "ACGT" * 250
    consequence = Consequence(
        EVIL,
        "HGNC:1",
        EVIL,
        EVIL,
        EVIL,
        (EVIL, "frameshift_variant"),
        f"{EVIL}:c.1_1000del{long}ins{long}",
        "p." + "Ala" * 400,
        exon=EVIL,
    )
    variant = tiered(
        FamilyVariant(VariantKey("1", 12345, long, "A"), (het(), ref(), NONE), (consequence,), FREQUENCIES,
                      (Significance(EVIL, EVIL, EVIL, EVIL),), filter=EVIL, identifiers=(EVIL, "rs1")),
        replace(event(Tier.ONE, EVIL, 1, EVIL, SegregationFilter.SIMPLE_RECESSIVE, EVIL, transcript=EVIL, flags=(EVIL,), partners=(EVIL,),
                      panel_name=EVIL, justification=EVIL, rule=EVIL, missing=(EVIL,), panel=f"{EVIL}@1")),
    )  # fmt: skip
    panel = replace(INTELLECTUAL, name=EVIL, genes=(gene(1, EVIL, EVIL, phenotypes=(EVIL,)),))
    rank = GeneRank(
        "HGNC:1",
        EVIL,
        1,
        3.0,
        EVIL,
        EVIL,
        (Evidence("phenotype", EVIL, EVIL, 1.0, EVIL), Evidence("variant", EVIL, EVIL, float("inf"), EVIL)),
    )
    trace = Trace(EVIL, EVIL, EVIL, EVIL)
    quality = replace(
        QUALITY,
        checks=(check(EVIL, EVIL, CheckStatus.FAILED, (EVIL,), EVIL, EVIL, EVIL),),
        x_copies={EVIL: 1},
        karyotype={EVIL: EVIL},
        measures=((EVIL, ((EVIL, EVIL),)),),
        kinship=((EVIL, person, 0.1, EVIL),),
    )
    return replace(
        whole,
        case=replace(whole.case, id=EVIL, family=family, features=(PhenotypicFeature(EVIL, EVIL),),
                     files=(GenomeFile(f"/x/{EVIL}", {EVIL: EVIL, TRIO.ids[1]: EVIL, person: EVIL}),), structural_files=(),
                     relatives_features={person: (PhenotypicFeature(EVIL, EVIL),)}),
        problems=(Problem(EVIL, EVIL, False, (EVIL,)),),
        panels=(panel,),
        table=replace(summary((EVIL, TRIO.ids[1], person)), warnings=(EVIL,), annotation=EVIL, sources=(Source(EVIL, 1, HASH),)),
        quality=quality,
        variants=(variant, *tier_three(300)),
        genes=(rank,),
        carriers=(trace,) * 80,
        traces=(trace,) * 80,
        not_examined=(NotExamined(EVIL, EVIL, EVIL),) * 80,
    )  # fmt: skip


ALL = {
    "trio": trio,
    "blocked": blocked,
    "unread": unread,
    "nothing": nothing,
    "three_generations": three_generations,
    "cousins": cousins,
    "hostile": hostile,
}
