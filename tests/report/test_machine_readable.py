"""The three machine-readable documents: our own JSON, Genomics England's InterpretedGenome, the GA4GH Phenopacket."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from typing import Any

import fastavro
import jsonschema
import phenopackets
import pytest
from google.protobuf.json_format import MessageToDict, Parse

from carrel.care.genomes import values as genomes
from carrel.care.interpretation import values
from carrel.care.interpretation.adapters import interpretation_document, interpreted_genome, phenopacket
from carrel.care.interpretation.values import Interpretation
from carrel.care.participants.values import Person
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.vocabulary.genome import Assembly
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, Tier
from tests.report import samples
from tests.report.gel_schema import INTERPRETED_GENOME


pytestmark = pytest.mark.row("M11", "M30")
every_sample = pytest.mark.parametrize("name", samples.ALL)
VALIDATOR = jsonschema.Draft202012Validator(interpretation_document.schema())


def written(interpretation: Interpretation) -> Any:
    return json.loads(interpretation_document.render(interpretation))


def test_the_schema_itself_is_a_valid_json_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(interpretation_document.schema())


@every_sample
def test_every_interpretation_satisfies_its_schema(name: str) -> None:
    errors = [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(written(samples.ALL[name]()))]
    assert errors == []


def test_the_schema_refuses_a_blocked_case_with_variants() -> None:
    document = written(samples.trio()) | {"status": "blocked"}
    assert not VALIDATOR.is_valid(document)


@every_sample
def test_the_minimum_contract_of_the_benchmark_is_kept(name: str) -> None:
    document = written(samples.ALL[name]())
    assert isinstance(document["case_id"], str)
    assert document["status"] in ("ok", "blocked")
    for problem in document["problems"]:
        assert {"code", "message"} <= set(problem)
    for variant in document["variants"]:
        assert {"assembly", "chrom", "pos", "ref", "alt", "gene", "tier", "events"} <= set(variant)
        assert set(variant["gene"]) == {"hgnc_id", "symbol"}
        assert variant["tier"] in ("1", "2", "3")
        for event in variant["events"]:
            assert {"panel", "mode_of_inheritance", "segregation", "penetrance", "tier"} <= set(event)
            assert event["tier"] in ("1", "2", "3")
    for gene in document["genes"]:
        assert {"hgnc_id", "symbol", "rank", "score"} <= set(gene)


def test_chromosomes_have_the_prefix_on_grch38_and_none_on_grch37() -> None:
    whole = samples.cousins()
    assert whole.table is not None
    assert written(whole)["variants"][0]["chrom"] == "chrM"
    older = replace(whole, table=replace(whole.table, assembly=Assembly.GRCH37))
    assert written(older)["variants"][0]["chrom"] == "MT"


def test_copy_number_variants_and_repeats_stay_out_of_the_list_of_small_variants() -> None:
    document = written(samples.trio())
    assert {variant["kind"] for variant in document["variants"]} == {"small"}
    assert [variant["tier"] for variant in document["copy_number_variants"]] == ["A"]
    assert [variant["genotypes"][0]["repeat_upper"] for variant in document["repeats"]] == [[231]]


def test_a_variant_in_two_genes_is_written_once_for_each() -> None:
    whole = samples.trio()
    first = samples.SCN2A
    other = replace(first.events[0], tier=Tier.TWO, gene_symbol="SCN1A", hgnc_id="HGNC:10585X")
    twice = replace(whole, variants=(replace(first, events=(*first.events, other)),))
    found = [(entry["gene"]["symbol"], entry["tier"], len(entry["events"])) for entry in written(twice)["variants"]]
    assert found == [("SCN2A", "1", 2), ("SCN1A", "2", 1)]


@pytest.mark.parametrize("render", [interpretation_document.render, interpreted_genome.render, phenopacket.render])
def test_a_blocked_case_tells_no_program_of_a_variant(render: Any) -> None:
    text = render(samples.blocked()).decode()
    for secret in ("165344703", "SCN2A", "USH2A", "GENE1", "18912231"):
        assert secret not in text.replace('"panels"', "")


@pytest.mark.parametrize("render", [interpretation_document.render, interpreted_genome.render, phenopacket.render])
def test_no_folder_of_this_machine_is_written(render: Any) -> None:
    assert b"/secret" not in render(samples.trio())


# Fields that interpretation.json leaves out on purpose, or tells in another form.
TOLD_OTHERWISE = {
    "Case": {"files", "structural_files", "repeat_files", "incomplete_penetrance", "features", "relatives_features", "family", "id",
             "panel_references"},
    "Call": set(),
    "FamilyVariant": {"key", "calls"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (values.Event, ("variants", 0, "events", 0)),
        (values.Trace, ("carriers", 0)),
        (values.NotExamined, ("not_examined", 0)),
        (values.GeneRank, ("genes", 0)),
        (values.Evidence, ("genes", 0, "evidence", 0)),
        (values.Provenance, ("provenance",)),
        (genomes.FamilyVariant, ("variants", 0)),
        (genomes.Call, ("variants", 0, "genotypes", 0)),
        (genomes.Consequence, ("variants", 0, "consequences", 0)),
        (genomes.Significance, ("variants", 0, "significances", 0)),
        (genomes.Problem, ("problems", 0)),
        (genomes.Check, ("quality", "checks", 0)),
        (genomes.QualityReport, ("quality",)),
        (genomes.PersonCounts, ("table", "counts", "people", 0)),
        (genomes.PairCounts, ("table", "counts", "pairs", 0)),
        (genomes.TrioCounts, ("table", "counts", "trios", 0)),
        (genomes.GenotypeCounts, ("table", "counts")),
        (genomes.Source, ("provenance", "sources", 0)),
        (Person, ("family", "members", 0)),
        (PhenotypicFeature, ("family", "members", 0, "features", 0)),
    ],
)
def test_every_field_of_every_value_reaches_the_document(kind: type, place: tuple[str | int, ...]) -> None:
    found = written(samples.trio())
    for step in place:
        found = found[step]
    missing = {field.name for field in fields(kind)} - set(found) - TOLD_OTHERWISE.get(kind.__name__, set())
    assert missing == set()


def test_every_field_of_the_interpretation_itself_reaches_the_document() -> None:
    missing = {field.name for field in fields(Interpretation)} - set(written(samples.trio())) - {"case"}
    assert missing == set()


def test_a_diploid_call_on_the_only_x_is_hemizygous() -> None:
    variant = next(one for one in written(samples.trio())["variants"] if one["gene"]["symbol"] == "SLC9A6")
    assert [one["zygosity"] for one in variant["genotypes"]] == ["hemizygous", "hemizygous_reference", "missing"]


@every_sample
def test_the_interpreted_genome_satisfies_the_model_of_genomics_england(name: str) -> None:
    document = json.loads(interpreted_genome.render(samples.ALL[name]()))
    schema = fastavro.parse_schema(INTERPRETED_GENOME)
    fastavro.validate(document, schema, strict=True)
    assert set(document) == {field["name"] for field in INTERPRETED_GENOME["fields"]}


def test_report_events_have_numbers_of_their_own_and_coordinates_no_prefix() -> None:
    document = interpreted_genome.document(samples.trio())
    kinds = ("variants", "structuralVariants", "shortTandemRepeats")
    events = [event for kind in kinds for variant in document[kind] for event in variant["reportEvents"]]
    assert (
        len({event["reportEventId"] for event in events})
        == len(events)
        == sum(len(one.events) for one in samples.trio().variants)
    )
    assert document["variants"][0]["variantCoordinates"]["chromosome"] == "2"
    pair = [event for event in events if event["groupOfVariants"] == 1]
    assert [event["segregationPattern"] for event in pair] == ["CompoundHeterozygous"] * 2
    assert document["variants"][3]["variantCalls"][0]["zygosity"] == "alternate_hemizigous"
    assert events[0]["eventJustification"] == "Classified as: Tier1, passed the deNovo segregation filter"
    assert document["structuralVariants"][0]["variantType"] == "deletion"
    assert (
        document["shortTandemRepeats"][0]["shortTandemRepeatReferenceData"]["pathogenic_number_of_repeats_threshold"]
        == 200
    )


def test_every_mode_of_inheritance_has_a_name_in_the_model() -> None:
    assert set(interpreted_genome.MODES) == set(ModeOfInheritance)
    assert set(interpreted_genome.TIERS) == set(Tier)


def test_a_change_that_the_model_cannot_express_is_told_in_words() -> None:
    breakend = replace(samples.DELETION, variant=replace(samples.DELETION.variant, type="BND"))
    document = interpreted_genome.document(replace(samples.trio(), variants=(breakend,)))
    assert document["structuralVariants"] == []
    assert any("22:18912231:N:<DEL>" in comment for comment in document["comments"])


@every_sample
def test_the_phenopacket_is_read_by_the_official_classes(name: str) -> None:
    family = Parse(phenopacket.render(samples.ALL[name](), "2026-05-04T03:02:01Z"), phenopackets.Family())
    assert family.proband.subject.id
    assert family.meta_data.phenopacket_schema_version == "2.0"
    assert bool(family.proband.interpretations) == (name not in ("blocked", "unread", "nothing"))


def test_the_phenopacket_names_candidates_with_place_gene_and_allelic_state() -> None:
    family = Parse(phenopacket.render(samples.trio()), phenopackets.Family())
    read = MessageToDict(family)["proband"]["interpretations"]
    found = {}
    for one in read:
        for genomic in one["diagnosis"]["genomicInterpretations"]:
            assert genomic["interpretationStatus"] == "CANDIDATE"
            descriptor = genomic["variantInterpretation"]["variationDescriptor"]
            found[descriptor["id"]] = descriptor
    assert found["2:165344703:C:T"]["allelicState"]["id"] == "GENO:0000135"
    assert found["2:165344703:C:T"]["vcfRecord"]["chrom"] == "chr2"
    assert found["X:135985690:G:A"]["allelicState"]["id"] == "GENO:0000134"
    assert found["22:18912231:N:<DEL>"]["structuralType"]["id"] == "SO:0001743"
    assert not any("GENE1" in descriptor["geneContext"].get("symbol", "") for descriptor in found.values())


def test_related_parents_are_told() -> None:
    assert phenopacket.document(samples.cousins())["consanguinousParents"] is True
    assert phenopacket.document(samples.trio())["consanguinousParents"] is False
