"""Ranking of real published patients: does the gene that their authors found come out on top?"""

from __future__ import annotations

import csv
import gzip
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from carrel.care.genomes.values import Call, Consequence, FamilyVariant, Frequency
from carrel.care.interpretation.rules.ranking import RankingRequest, rank
from carrel.care.interpretation.rules.ranking_phenotype import Query, discounted, phenotype_evidence, profile, query
from carrel.care.interpretation.values import Event, TieredVariant
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.knowledge.adapters import hpo
from carrel.foundation.knowledge.rules.phenotypes import Phenotypes
from carrel.foundation.vocabulary.genome import VariantKey, plain_chromosome
from carrel.foundation.vocabulary.inheritance import Penetrance, SegregationFilter, Tier


pytestmark = pytest.mark.row("M7")

F = SegregationFilter
TERMS = {"frameshift_truncation": "frameshift_variant", "frameshift_elongation": "frameshift_variant"}
CODING = ("missense_variant", "stop_gained", "frameshift_variant", "splice_region_variant", "splice_donor_variant",
          "splice_acceptor_variant", "start_lost", "stop_lost")  # fmt: skip


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Phenotypes:
    return hpo.open_phenotypes(tmp_path_factory.mktemp("store"))


def exome(path: Path) -> dict[str, list[tuple[FamilyVariant, str]]]:
    """Rare coding variants of a real exome by gene symbol, from the table that its authors published."""
    genes: dict[str, list[tuple[FamilyVariant, str]]] = {}
    with gzip.open(path, "rt") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            term = TERMS.get(row["FUNCTIONAL_CLASS"], row["FUNCTIONAL_CLASS"])
            share, symbol = float(row["MAX_FREQUENCY"]) / 100, row["EXOMISER_GENE"]
            chromosome = plain_chromosome(row["#CHROM"])
            if term not in CODING or share > 0.01 or chromosome is None:
                continue
            variant = FamilyVariant(
                VariantKey(chromosome, int(row["POS"]), row["REF"], row["ALT"]),
                (Call(copies=row["GENOTYPE"].count("1"), ploidy=2),),
                (Consequence(symbol, "", "", "", "protein_coding", (term,)),),
                (Frequency("exac", share),) if share else (),
            )
            genes.setdefault(symbol, []).append((variant, term))
    return genes


def events(variant: FamilyVariant, term: str, symbol: str, others: list[tuple[FamilyVariant, str]]) -> Iterator[Event]:
    """What segregates in a single person."""
    copies = variant.calls[0].copies
    share = max((one.frequency for one in variant.frequencies), default=0.0)
    pairs = [str(other.key) for other, _ in others if other.key != variant.key and other.calls[0].copies == 1]
    found = [(F.SIMPLE_RECESSIVE, ())] if copies == 2 else [(F.COMPOUND_HETEROZYGOUS, (pair,)) for pair in pairs]
    if copies == 1 and share <= 0.001:
        found.append((F.INHERITED_AUTOSOMAL_DOMINANT, ()))
    for segregation, partners in found:
        yield Event(
            Tier.THREE, symbol, "", None, "", "", segregation, Penetrance.COMPLETE, "", "", term, partners=partners
        )  # fmt: skip


def test_pfeiffer_syndrome_is_found_first_in_a_real_exome_without_panels(
    test_data: Path, knowledge: Phenotypes
) -> None:
    genes = exome(test_data / "vcf_germline" / "pfeiffer" / "pfeiffer_hiphive.variants.tsv.gz")
    tiered = [
        TieredVariant(variant, Tier.THREE, found)
        for symbol, own in genes.items()
        for variant, term in own
        if (found := tuple(events(variant, term, symbol, own)))
    ]
    features = tuple(PhenotypicFeature(term) for term in ("HP:0001156", "HP:0001363", "HP:0011304", "HP:0010055"))
    ranking = rank(RankingRequest(features, tuple(tiered)), knowledge)
    assert len(ranking) > 1000
    assert (ranking[0].symbol, ranking[0].variants) == ("FGFR2", ("10:123256215:T:G",))


@pytest.fixture(scope="module")
def patients(test_data: Path, knowledge: Phenotypes) -> list[tuple[str, str, tuple[PhenotypicFeature, ...]]]:
    """(gene, publication, features) of one patient of each of 50 genes that the edition knows."""
    folder = test_data / "phenopackets" / "dev"
    with gzip.open(folder / "index.dev.tsv.gz", "rt") as lines:
        rows = {row["gene"]: row for row in csv.DictReader(lines, delimiter="\t") if int(row["n_hpo"]) >= 3}
    genes = [gene for gene in sorted(rows) if gene in knowledge.genes]
    wanted = {rows[gene]["id"]: rows[gene] for gene in genes[:: len(genes) // 50]}
    found = []
    with tarfile.open(folder / "phenopackets.dev.tar.gz") as archive:
        for member in archive:
            if Path(member.name).stem not in wanted:
                continue
            stream = archive.extractfile(member)
            assert stream is not None
            packet = json.load(stream)
            row = wanted[packet["id"]]
            features = tuple(
                PhenotypicFeature(feature["type"]["id"], excluded=bool(feature.get("excluded")))
                for feature in packet["phenotypicFeatures"]
            )
            found.append((row["gene"], row["pmid"], features))
    assert len(found) >= 40
    return found


def fit(symbol: str, asked: Query, knowledge: Phenotypes, left_out: frozenset[str]) -> float:
    """How well the best disease of a gene fits."""
    profiles = [profile(knowledge, disease, left_out) for disease in knowledge.genes[symbol]]
    return max(sum(row.weight for row in phenotype_evidence(asked, known, knowledge)) for known in profiles)


@pytest.mark.parametrize(("own_publication", "least"), [(True, 0.85), (False, 0.65)])
def test_phenotype_alone_finds_the_gene_in_the_first_five_of_100_disease_genes(
    knowledge: Phenotypes,
    patients: list[tuple[str, str, tuple[PhenotypicFeature, ...]]],
    own_publication: bool,
    least: float,
) -> None:
    symbols = sorted(knowledge.genes)[:: len(knowledge.genes) // 100]
    hits = []
    for gene, publication, features in patients:
        asked = discounted(query(features, knowledge.ontology), knowledge)
        left_out = frozenset() if own_publication else frozenset({publication})
        best = fit(gene, asked, knowledge, left_out)
        hits.append(sum(fit(symbol, asked, knowledge, left_out) >= best for symbol in symbols if symbol != gene) < 5)
    assert sum(hits) / len(hits) >= least
