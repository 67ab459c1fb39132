"""phenopacket.json: the case and its candidates as a GA4GH Phenopacket v2 `Family` (protobuf's JSON form).

Written as plain JSON and proved in the tests with the official classes. Tier 3 variants stay out: they are not candidates.
No clock is asked, so `metaData.created` is there only where the caller gives a time.
"""

from __future__ import annotations

from typing import Any

from carrel.care.genomes.values import Call, Consequence, VariantKind
from carrel.care.interpretation.adapters.interpretation_document import to_bytes
from carrel.care.interpretation.adapters.report_summary import REPORTED, change_words, gene_key, sequenced, visible
from carrel.care.interpretation.adapters.wording import TIER_NAMES, assembly_of, zygosity
from carrel.care.interpretation.values import GeneRank, Interpretation, TieredVariant
from carrel.care.participants.values import Person
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.vocabulary.genome import display_chromosome
from carrel.foundation.vocabulary.inheritance import Affection, Sex


SCHEMA_VERSION = "2.0"
Json = dict[str, Any]

# Allelic states of the Genotype Ontology (GENO).
ALLELIC_STATES = {
    "heterozygous": ("GENO:0000135", "heterozygous"),
    "homozygous": ("GENO:0000136", "homozygous"),
    "hemizygous": ("GENO:0000134", "hemizygous"),
}
HOMOPLASMIC, HETEROPLASMIC = ("GENO:0000602", "homoplasmic"), ("GENO:0000603", "heteroplasmic")
HOMOPLASMIC_SHARE = 0.95  # (nearly) every mitochondrial copy; reads of the others are within sequencing error

# Kinds of structural change in the Sequence Ontology.
STRUCTURAL_TYPES = {
    "DEL": ("SO:0001743", "copy_number_loss"),
    "LOSS": ("SO:0001743", "copy_number_loss"),
    "DUP": ("SO:0001742", "copy_number_gain"),
    "GAIN": ("SO:0001742", "copy_number_gain"),
    "INS": ("SO:0000667", "insertion"),
    "INV": ("SO:1000036", "inversion"),
    "BND": ("SO:0001784", "complex_structural_alteration"),
}
REPEAT_TYPE = ("SO:0002096", "short_tandem_repeat_variation")
ANY_DISEASE = ("MONDO:0000001", "disease")  # the model demands a disease; this one claims nothing

AFFECTED = {Affection.AFFECTED: "AFFECTED", Affection.UNAFFECTED: "UNAFFECTED", Affection.UNCERTAIN: "MISSING"}
SEXES = {Sex.MALE: "MALE", Sex.FEMALE: "FEMALE", Sex.OTHER: "OTHER_SEX", Sex.UNKNOWN: "UNKNOWN_SEX"}


def render(interpretation: Interpretation, created: str = "") -> bytes:
    """The file: UTF-8 JSON. `created` is a time in RFC 3339, or "" to leave it out."""
    return to_bytes(document(interpretation, created))


def document(interpretation: Interpretation, created: str = "") -> Json:
    """The Family message as JSON values. A blocked case has no interpretations."""
    seen = visible(interpretation)
    case = seen.case
    family = case.family
    meta = _meta(seen, created)
    proband = family.person(family.proband)
    read = sequenced(seen)
    return {
        "id": case.id,
        "proband": {
            "id": f"{case.id}:{proband.id}",
            "subject": _subject(proband),
            "phenotypicFeatures": [_feature(feature) for feature in case.features],
            "interpretations": _interpretations(seen),
            "metaData": meta,
        },
        "relatives": [
            {
                "id": f"{case.id}:{member.id}",
                "subject": _subject(member),
                "phenotypicFeatures": [_feature(one) for one in case.relatives_features.get(member.id, ())],
                "metaData": meta,
            }
            for member in family.members
            if member.id != proband.id and (member.id in read or member.id in case.relatives_features)
        ],
        "consanguinousParents": False,
        "pedigree": {"persons": [_pedigree_person(family.id, member) for member in family.members]},
        "metaData": meta,
    } | ({} if not _related(seen) else {"consanguinousParents": True})


def _related(interpretation: Interpretation) -> bool:
    """Do the stated parents of the proband share a stated ancestor?"""
    family = interpretation.case.family
    people = {member.id: member for member in family.members}

    def line(person: str) -> set[str]:
        member = people.get(person)
        return set() if member is None else {person} | line(member.father) | line(member.mother)

    proband = people[family.proband]
    return bool(line(proband.father) & line(proband.mother))


def _subject(person: Person) -> Json:
    return {"id": person.id, "sex": SEXES[person.sex]}


def _pedigree_person(family: str, person: Person) -> Json:
    return {
        "familyId": family,
        "individualId": person.id,
        "paternalId": person.father or "0",
        "maternalId": person.mother or "0",
        "sex": SEXES[person.sex],
        "affectedStatus": AFFECTED[person.affection],
    }


def _feature(feature: PhenotypicFeature) -> Json:
    written: Json = {"type": {"id": feature.term, "label": feature.label}}
    if feature.excluded:
        written["excluded"] = True
    if feature.onset:
        written["onset"] = {"ontologyClass": {"id": feature.onset}}
    return written


def _interpretations(interpretation: Interpretation) -> list[Json]:
    """One interpretation per candidate gene, in the order of the variants."""
    grouped: dict[str, list[TieredVariant]] = {}
    for variant in interpretation.variants:
        if variant.tier in REPORTED:
            grouped.setdefault(gene_key(variant), []).append(variant)
    ranks = {key: gene for gene in interpretation.genes for key in (gene.hgnc_id, gene.symbol) if key}
    return [
        {
            "id": f"{interpretation.case.id}:{number}",
            "progressStatus": "IN_PROGRESS",  # candidates await a clinical scientist
            "diagnosis": {
                "disease": _disease(ranks.get(key)),
                "genomicInterpretations": [_genomic(interpretation, variant) for variant in variants],
            },
            "summary": _summary(variants),
        }
        for number, (key, variants) in enumerate(grouped.items(), start=1)
    ]


def _summary(variants: list[TieredVariant]) -> str:
    return " ".join(
        f"{TIER_NAMES[variant.tier]}: {variant.variant.key}. {variant.best.justification}." for variant in variants
    )


def _disease(gene: GeneRank | None) -> Json:
    if gene is None or not gene.disease:
        return _term(ANY_DISEASE)
    return {"id": gene.disease, "label": gene.disease_name}


def _term(pair: tuple[str, str]) -> Json:
    return {"id": pair[0], "label": pair[1]}


def _genomic(interpretation: Interpretation, variant: TieredVariant) -> Json:
    return {
        "subjectOrBiosampleId": interpretation.case.family.proband,
        "interpretationStatus": "CANDIDATE",
        "variantInterpretation": {
            "acmgPathogenicityClassification": "NOT_PROVIDED",
            "therapeuticActionability": "UNKNOWN_ACTIONABILITY",
            "variationDescriptor": _descriptor(interpretation, variant),
        },
    }


def _descriptor(interpretation: Interpretation, variant: TieredVariant) -> Json:
    found, best = variant.variant, variant.best
    descriptor: Json = {
        "id": str(found.key),
        "label": change_words(interpretation, variant),
        "geneContext": {"valueId": best.hgnc_id, "symbol": best.gene_symbol},
        "expressions": _expressions(variant),
        "vcfRecord": _record(interpretation, variant),
        "extensions": [{"name": "tier", "value": variant.tier.value}],
        "moleculeContext": "genomic",
    }
    kind = _structural_type(variant)
    if kind is not None:
        descriptor["structuralType"] = _term(kind)
    state = _allelic_state(interpretation, variant)
    if state is not None:
        descriptor["allelicState"] = _term(state)
    return descriptor


def _structural_type(variant: TieredVariant) -> tuple[str, str] | None:
    if variant.variant.kind is VariantKind.REPEAT:
        return REPEAT_TYPE
    return None if variant.variant.kind is VariantKind.SMALL else STRUCTURAL_TYPES.get(variant.variant.type.upper())


def _record(interpretation: Interpretation, variant: TieredVariant) -> Json:
    found, assembly = variant.variant, assembly_of(interpretation)
    record: Json = {
        "genomeAssembly": assembly.value,
        "chrom": display_chromosome(assembly, found.key.chromosome),
        "pos": str(found.key.position),
        "id": ";".join(found.identifiers),
        "ref": found.key.reference,
        "alt": found.key.alternate,
        "filter": found.filter,
    }
    if found.end is not None:
        record["info"] = f"END={found.end}"
    return record


def _expressions(variant: TieredVariant) -> list[Json]:
    best = variant.best
    own = [one for one in variant.variant.consequences if one.symbol == best.gene_symbol]
    chosen = sorted(own, key=lambda one: (one.transcript != best.transcript, not one.mane_select, one.transcript))[:2]
    names = [
        (syntax, name) for one in chosen for syntax, name in (("hgvs.c", _full(one)), ("hgvs.p", one.hgvs_p)) if name
    ]
    return [{"syntax": syntax, "value": name} for syntax, name in dict.fromkeys(names)]


def _full(one: Consequence) -> str:
    return one.hgvs_c if ":" in one.hgvs_c or not one.hgvs_c else f"{one.transcript}:{one.hgvs_c}"


def _allelic_state(interpretation: Interpretation, variant: TieredVariant) -> tuple[str, str] | None:
    table = interpretation.table
    if table is None or variant.variant.kind is VariantKind.REPEAT:
        return None
    calls = dict(zip(table.people, variant.variant.calls, strict=True))
    proband = interpretation.case.family.proband
    if proband not in calls:
        return None
    copies = interpretation.quality.x_copies.get(proband) if interpretation.quality is not None else None
    key = variant.variant.key
    if key.chromosome == "MT" and calls[proband].copies:
        return _plasmy(calls[proband])
    return ALLELIC_STATES.get(zygosity(calls[proband], key, table.assembly, copies))


def _plasmy(call: Call) -> tuple[str, str]:
    share = call.alternate_share
    if share is None:
        return HOMOPLASMIC if call.copies == call.ploidy else HETEROPLASMIC
    return HOMOPLASMIC if share >= HOMOPLASMIC_SHARE else HETEROPLASMIC


def _meta(interpretation: Interpretation, created: str) -> Json:
    editions = {kind: edition for kind, edition, _ in interpretation.provenance.editions}
    resources = (
        ("hp", "Human Phenotype Ontology", "http://purl.obolibrary.org/obo/hp.owl", editions.get("hpo", ""), "HP"),
        ("geno", "Genotype Ontology", "http://purl.obolibrary.org/obo/geno.owl", "", "GENO"),
        ("so", "Sequence Ontology", "http://purl.obolibrary.org/obo/so.owl", "", "SO"),
        ("hgnc", "HUGO Gene Nomenclature Committee", "https://www.genenames.org", editions.get("genes", ""), "HGNC"),
        ("mondo", "Mondo Disease Ontology", "http://purl.obolibrary.org/obo/mondo.owl", "", "MONDO"),
        ("omim", "Online Mendelian Inheritance in Man", "https://www.omim.org", "", "OMIM"),
    )
    meta: Json = {"created": created} if created else {}
    return meta | {
        "createdBy": interpretation.provenance.software,
        "resources": [
            {
                "id": key,
                "name": name,
                "url": url,
                "version": version or "not stated",
                "namespacePrefix": prefix,
                "iriPrefix": f"http://purl.obolibrary.org/obo/{prefix}_" if "obolibrary" in url else f"{url}/",
            }
            for key, name, url, version, prefix in resources
        ],
        "phenopacketSchemaVersion": SCHEMA_VERSION,
    }
