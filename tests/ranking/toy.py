"""A tiny invented HPO edition and case builders, small enough to check a ranking by hand."""

from __future__ import annotations

import gzip
from pathlib import Path

from carrel.care.genomes.values import Call, Consequence, FamilyVariant, Frequency, Significance
from carrel.care.interpretation.values import Event, TieredVariant
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.knowledge.adapters import hpo
from carrel.foundation.knowledge.rules.phenotypes import Phenotypes
from carrel.foundation.vocabulary.genome import VariantKey
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter, Tier


TERMS = {
    "HP:0000001": ("All", ()),
    "HP:0000118": ("Phenotypic abnormality", ("HP:0000001",)),
    "HP:0000005": ("Mode of inheritance", ("HP:0000001",)),
    "HP:0000006": ("Autosomal dominant inheritance", ("HP:0000005",)),
    "HP:0000007": ("Autosomal recessive inheritance", ("HP:0000005",)),
    "HP:0001000": ("Limb", ("HP:0000118",)),
    "HP:0001001": ("Short thumb", ("HP:0001000",)),
    "HP:0001002": ("Broad thumb", ("HP:0001000",)),
    "HP:0001003": ("Very broad thumb", ("HP:0001002",)),
    "HP:0002000": ("Eye", ("HP:0000118",)),
    "HP:0002001": ("Cataract", ("HP:0002000",)),
    "HP:0002002": ("Nuclear cataract", ("HP:0002001",)),
    "HP:0002003": ("Coloboma", ("HP:0002000",)),
    "HP:0002004": ("Lens in limb, of two kinds", ("HP:0001000", "HP:0002000")),
}
OBO_HEAD = "format-version: 1.2\ndata-version: hp/releases/2030-01-01\n"
OBSOLETE = (
    "\n[Term]\nid: HP:0009001\nname: obsolete Thumb\nis_obsolete: true\nreplaced_by: HP:0009002\n"
    "\n[Term]\nid: HP:0009002\nname: obsolete Thumb again\nis_obsolete: true\nreplaced_by: HP:0001002\n"
    "\n[Term]\nid: HP:0009003\nname: obsolete Nothing\nis_obsolete: true\n"
)
COLUMNS = "database_id disease_name qualifier hpo_id reference evidence onset frequency sex modifier aspect biocuration"
ROWS = (
    ("OMIM:1", "Thumb syndrome", "", "HP:0001002", "PMID:11", "9/10", "P"),
    ("OMIM:1", "Thumb syndrome", "", "HP:0002001", "PMID:12", "2/10", "P"),
    ("OMIM:1", "Thumb syndrome", "NOT", "HP:0002003", "PMID:11", "", "P"),
    ("OMIM:1", "Thumb syndrome", "", "HP:0000006", "OMIM:1", "", "I"),
    ("OMIM:2", "Cataract syndrome", "", "HP:0002002", "PMID:21", "HP:0040281", "P"),
    ("OMIM:2", "Cataract syndrome", "", "HP:0000007", "OMIM:2", "", "I"),
    ("OMIM:3", "Coloboma syndrome", "", "HP:0002003", "PMID:31;PMID:32", "50%", "P"),
    ("OMIM:4", "Limb syndrome", "", "HP:0001000", "OMIM:4", "", "P"),
    *((f"ORPHA:{n}", f"Filler {n}", "", "HP:0002003", f"PMID:{n}", "HP:0040283", "P") for n in range(100, 120)),
)
GENES = (("THUMB", "OMIM:1"), ("LENS", "OMIM:2"), ("COLO", "OMIM:3"), ("LIMB", "OMIM:4"), ("NEW", "OMIM:5"))


def obo() -> str:
    stanzas = []
    for term, (name, parents) in TERMS.items():
        alternative = "alt_id: HP:0009000\n" if term == "HP:0001002" else ""
        above = "".join(f"is_a: {parent} ! {TERMS[parent][0]}\n" for parent in parents)
        stanzas.append(f"\n[Term]\nid: {term}\nname: {name}\n{alternative}{above}")
    return OBO_HEAD + "".join(stanzas) + OBSOLETE


def hpoa() -> str:
    lines = [
        '#description: "HPO annotations for rare diseases [4: OMIM; 0: DECIPHER; 20 ORPHANET]"',
        "#version: 2030-01-02",
        COLUMNS.replace(" ", "\t"),
    ]
    for disease, name, qualifier, term, reference, frequency, aspect in ROWS:
        lines.append("\t".join((disease, name, qualifier, term, reference, "PCS", "", frequency, "", "", aspect, "me")))
    return "\n".join(lines) + "\n"


def genes() -> str:
    lines = ["ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id"]
    lines += [f"1\t{symbol}\tHP:0001000\tLimb\t-\t{disease}" for symbol, disease in GENES]
    return "\n".join(lines) + "\n"


def write_edition(folder: Path, gzipped: bool = False) -> Path:
    """The toy edition as release files."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("hp.obo", obo()), ("phenotype.hpoa", hpoa()), ("genes_to_phenotype.txt", genes())):
        if gzipped:
            (folder / f"{name}.gz").write_bytes(gzip.compress(text.encode(), mtime=0))
        else:
            (folder / name).write_text(text)
    return folder


def edition(folder: Path) -> Phenotypes:
    """The toy edition, compiled."""
    return hpo.compile_edition(hpo.edition_files(write_edition(folder)))


def seen(*terms: str) -> tuple[PhenotypicFeature, ...]:
    """Observed terms; those with a leading `!` are excluded."""
    return tuple(PhenotypicFeature(term.removeprefix("!"), excluded=term.startswith("!")) for term in terms)


def variant(
    symbol: str,
    segregation: SegregationFilter = SegregationFilter.DE_NOVO,
    position: int = 100,
    terms: tuple[str, ...] = ("missense_variant",),
    frequency: float | None = None,
    significance: str = "",
    call: Call | None = None,
    penetrance: Penetrance = Penetrance.COMPLETE,
    partners: tuple[str, ...] = (),
    tier: Tier = Tier.THREE,
    hgnc_id: str = "",
    loss_of_function: str = "",
) -> TieredVariant:
    """A tiered variant in one gene with one event."""
    hgnc_id = hgnc_id or f"HGNC:{sum(symbol.encode())}"
    call = call or Call(copies=1, ploidy=2, reference_reads=20, alternate_reads=20, depth=40, quality=99)
    own = FamilyVariant(
        VariantKey("1", position, "A", "T"),
        (call,),
        (Consequence(symbol, hgnc_id, "", "NM_1", "protein_coding", terms, loss_of_function=loss_of_function),),
        () if frequency is None else (Frequency("gnomad_exomes:ALL", frequency),),
        (Significance("clinvar", significance),) if significance else (),
    )
    event = Event(
        tier, symbol, hgnc_id, None, "", "", segregation, penetrance, "", "", terms[0], "NM_1", partners=partners
    )
    return TieredVariant(own, tier, (event,))
