"""interpreted_genome.json: Genomics England's InterpretedGenome, GelReportModels report 6.2.0 (build 7.8).

Field names and enumerations are those of the public Avro IDL (genomicsengland/GelReportModels, Apache-2.0); unions are
plain values, as Genomics England's own JSON writes them. Coordinates are 1-based, without `chr`, one alternate.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from carrel.care.genomes.values import Call, Frequency, VariantKind
from carrel.care.interpretation.adapters.interpretation_document import to_bytes
from carrel.care.interpretation.adapters.report_summary import headline, visible
from carrel.care.interpretation.adapters.wording import assembly_of, zygosity
from carrel.care.interpretation.values import Event, GenomeFile, Interpretation, TieredVariant
from carrel.foundation.knowledge.values import PanelRepeat
from carrel.foundation.vocabulary.consequences import TERMS
from carrel.foundation.vocabulary.inheritance import ModeOfInheritance, SegregationFilter, Tier


MODEL_VERSION = "6.2.0"
Json = dict[str, Any]

MODES = {
    ModeOfInheritance.MONOALLELIC_NOT_IMPRINTED: "monoallelic_not_imprinted",
    ModeOfInheritance.MONOALLELIC_MATERNALLY_IMPRINTED: "monoallelic_maternally_imprinted",
    ModeOfInheritance.MONOALLELIC_PATERNALLY_IMPRINTED: "monoallelic_paternally_imprinted",
    ModeOfInheritance.MONOALLELIC_IMPRINTING_UNKNOWN: "monoallelic",
    ModeOfInheritance.BIALLELIC: "biallelic",
    ModeOfInheritance.BOTH: "monoallelic_and_biallelic",
    ModeOfInheritance.BOTH_BIALLELIC_MORE_SEVERE: "monoallelic_and_more_severe_biallelic",
    ModeOfInheritance.X_LINKED_BIALLELIC_IN_FEMALES: "xlinked_biallelic",
    ModeOfInheritance.X_LINKED_MONOALLELIC_IN_FEMALES: "xlinked_monoallelic",
    ModeOfInheritance.MITOCHONDRIAL: "mitochondrial",
    ModeOfInheritance.UNKNOWN: "unknown",
    ModeOfInheritance.OTHER: "unknown",
}
TIERS = {Tier.ONE: "TIER1", Tier.TWO: "TIER2", Tier.THREE: "TIER3", Tier.A: "TIERA", Tier.B: "TIERB"}
ZYGOSITIES = {
    "reference": "reference_homozygous",
    "heterozygous": "heterozygous",
    "homozygous": "alternate_homozygous",
    "hemizygous": "alternate_hemizigous",  # the model's spelling
    "hemizygous_reference": "reference_hemizigous",
    "missing": "missing",
    "half_missing_alternate": "half_missing_alternate",
    "half_missing_reference": "half_missing_reference",
}
STRUCTURAL_TYPES = {
    "DEL": "deletion", "LOSS": "deletion", "DUP": "dup", "GAIN": "dup", "DUP:TANDEM": "dup_tandem", "INS": "ins", "INV": "inv",
    "INS:ME": "ins_me", "MEI": "ins_me", "DEL:ME": "del_me",
}  # fmt: skip


def render(interpretation: Interpretation) -> bytes:
    """The file: UTF-8 JSON."""
    return to_bytes(document(interpretation))


def document(interpretation: Interpretation) -> Json:
    """The InterpretedGenome. A blocked case has none of its variants, and says so in `comments`."""
    seen = visible(interpretation)
    return _Genome(seen).document()


class _Genome:
    """One document while it is written: report events are numbered through the whole report."""

    def __init__(self, interpretation: Interpretation) -> None:
        self.interpretation = interpretation
        self.assembly = assembly_of(interpretation)
        self.events = 0
        self.unexpressed: list[str] = []
        self.ranks = {key: gene for gene in interpretation.genes for key in (gene.hgnc_id, gene.symbol) if key}
        self.phenotypes = self._phenotypes()
        self.samples = _sample_names(interpretation)

    def document(self) -> Json:
        by_kind: dict[VariantKind, list[TieredVariant]] = {kind: [] for kind in VariantKind}
        for variant in self.interpretation.variants:
            by_kind[variant.variant.kind].append(variant)
        origin = self.interpretation.provenance
        small = [self._small(variant) for variant in by_kind[VariantKind.SMALL]]
        copies = [*by_kind[VariantKind.COPY_NUMBER], *by_kind[VariantKind.STRUCTURAL]]
        structural = [written for variant in copies if (written := self._structural(variant)) is not None]
        repeats = [self._repeat(variant) for variant in by_kind[VariantKind.REPEAT]]
        name, _, version = origin.software.partition(" ")
        return {
            "versionControl": {"gitVersionControl": MODEL_VERSION},
            "interpretationRequestId": self.interpretation.case.id,
            "interpretationRequestVersion": 1,
            "interpretationService": name or "carrel",
            "reportUrl": None,
            "variants": small,
            "structuralVariants": structural,
            "chromosomalRearrangements": [],
            "shortTandemRepeats": repeats,
            "uniparentalDisomies": None,
            "karyotypes": None,
            "referenceDatabasesVersions": {
                **{kind: edition for kind, edition, _ in origin.editions},
                **{f"panel {reference}": content_hash for reference, _, content_hash in origin.panels},
            },
            "softwareVersions": {
                name or "carrel": version,
                "tiering rules": origin.rules_edition,
                "frequency profile": origin.frequency_profile,
                "quality thresholds": origin.quality_edition,
                **dict(origin.libraries),
            },
            "comments": self._comments(),
        }

    def _comments(self) -> list[str]:
        comments = [headline(self.interpretation)]
        comments += [f"{problem.code}: {problem.message}" for problem in self.interpretation.problems]
        comments += [f"Not examined: {one.what}: {one.why}" for one in self.interpretation.not_examined]
        comments += [
            f"This model has no type for {variant}; it is in interpretation.json." for variant in self.unexpressed
        ]
        return comments

    def _phenotypes(self) -> Json:
        edition = next((one for kind, one, _ in self.interpretation.provenance.editions if kind == "hpo"), "")
        observed = [feature for feature in self.interpretation.case.features if not feature.excluded]
        terms = [
            {
                "id": feature.term,
                "name": feature.label or None,
                **dict.fromkeys(("namespace", "definition", "comment", "alternativeIds", "synonyms", "isA")),
                "ontology": {"name": "HPO", "version": edition},
                "matchScore": None,
            }
            for feature in observed
        ]
        return {"nonStandardPhenotype": None, "standardPhenotypes": terms}

    def _small(self, variant: TieredVariant) -> Json:
        key = variant.variant.key
        return {
            "variantCoordinates": {
                "chromosome": key.chromosome,
                "position": key.position,
                "reference": key.reference,
                "alternate": key.alternate,
                "assembly": self.assembly.value,
            },
            "variantCalls": self._calls(variant),
            "reportEvents": [self._event(variant, event) for event in variant.events],
            "variantAttributes": _attributes(variant),
        }

    def _structural(self, variant: TieredVariant) -> Json | None:
        found = variant.variant
        kind = STRUCTURAL_TYPES.get(found.type.upper())
        if kind is None:
            self.unexpressed.append(str(found.key))
            return None
        return {
            "variantType": kind,
            "coordinates": self._stretch(variant),
            "leftInsSeq": None,
            "rightInsSeq": None,
            "reportEvents": [self._event(variant, event) for event in variant.events],
            "variantCalls": self._calls(variant),
            "variantAttributes": _attributes(variant),
        }

    def _repeat(self, variant: TieredVariant) -> Json:
        return {
            "coordinates": self._stretch(variant),
            "reportEvents": [self._event(variant, event) for event in variant.events],
            "variantCalls": self._calls(variant),
            "variantAttributes": _attributes(variant),
            "shortTandemRepeatReferenceData": _thresholds(self._panel_repeat(variant)),
        }

    def _stretch(self, variant: TieredVariant) -> Json:
        found = variant.variant
        return {
            "assembly": self.assembly.value,
            "chromosome": found.key.chromosome,
            "start": found.key.position,
            "end": found.end if found.end is not None else found.key.position,
            "ciStart": None,
            "ciEnd": None,
        }

    def _panel_repeat(self, variant: TieredVariant) -> PanelRepeat | None:
        best = variant.best
        for panel in self.interpretation.panels:
            for repeat in panel.repeats if panel.reference == best.panel else ():
                if variant.variant.type in (repeat.name, repeat.symbol) or repeat.hgnc_id == best.hgnc_id:
                    return repeat
        return None

    def _calls(self, variant: TieredVariant) -> list[Json]:
        people = self.interpretation.table.people if self.interpretation.table is not None else ()
        copies = self.interpretation.quality.x_copies if self.interpretation.quality is not None else {}
        key = variant.variant.key
        repeat = variant.variant.kind is VariantKind.REPEAT
        return [
            {
                "participantId": person,
                "sampleId": self.samples[variant.variant.kind].get(person, person),
                "zygosity": "na" if repeat else ZYGOSITIES[zygosity(call, key, self.assembly, copies.get(person))],
                "phaseGenotype": _phase(call, key.reference, key.alternate),
                "sampleVariantAlleleFrequency": call.alternate_share,
                "depthReference": call.reference_reads,
                "depthAlternate": call.alternate_reads,
                "numberOfCopies": _copies(call),
                "alleleOrigins": ["germline_variant"],
                "supportingReadTypes": None,
            }
            for person, call in zip(people, variant.variant.calls, strict=True)
        ]

    def _event(self, variant: TieredVariant, event: Event) -> Json:
        self.events += 1
        gene = self.ranks.get(event.hgnc_id) or self.ranks.get(event.gene_symbol)
        return {
            "reportEventId": f"RE-{self.events}",
            "phenotypes": self.phenotypes,
            "variantConsequences": [_consequence(event)],
            "genePanel": _panel(event),
            "modeOfInheritance": _mode(event),
            "genomicEntities": _entities(variant, event),
            "segregationPattern": event.segregation.value,
            "penetrance": event.penetrance.value,
            "deNovoQualityScore": self._de_novo_quality(variant, event),
            "fullyExplainsPhenotype": None,
            "groupOfVariants": event.group,
            "eventJustification": " ".join([event.justification, *(f"[{flag}]" for flag in event.flags)]),
            "roleInCancer": None,
            "actions": None,
            "score": gene.score if gene else None,
            "vendorSpecificScores": {"geneRank": float(gene.rank)} if gene else None,
            "variantClassification": None,
            "guidelineBasedVariantClassification": None,
            "algorithmBasedVariantClassifications": None,
            "tier": TIERS[event.tier],
            "domain": None,
        }

    def _de_novo_quality(self, variant: TieredVariant, event: Event) -> float | None:
        if event.segregation is not SegregationFilter.DE_NOVO or self.interpretation.table is None:
            return None
        calls = dict(zip(self.interpretation.table.people, variant.variant.calls, strict=True))
        call = calls.get(self.interpretation.case.family.proband)
        return call.de_novo_quality if call is not None else None


def _sample_names(interpretation: Interpretation) -> dict[VariantKind, dict[str, str]]:
    case = interpretation.case
    files = {
        VariantKind.SMALL: case.files,
        VariantKind.COPY_NUMBER: case.structural_files or case.files,
        VariantKind.STRUCTURAL: case.structural_files or case.files,
        VariantKind.REPEAT: case.repeat_files or case.files,
    }
    return {kind: _names(listed) for kind, listed in files.items()}


def _names(files: tuple[GenomeFile, ...]) -> dict[str, str]:
    return {person: sample for file in files for person, sample in file.samples.items()}


def _phase(call: Call, reference: str, alternate: str) -> Json | None:
    """Phased genotypes with a number as phase set, as the model wants it; others stay unphased."""
    if call.haplotype is None or not call.phase_set.isdigit():
        return None
    alleles = [reference, alternate] if call.haplotype == 1 else [alternate, reference]
    return {"sortedAlleles": alleles, "phaseSet": int(call.phase_set)}


def _copies(call: Call) -> list[Json] | None:
    """Copies of a stretch, or repeats of each allele (their upper confidence bound, which is what tiering compares)."""
    if call.repeat_upper:
        return [
            {"numberOfCopies": bound, "confidenceIntervalMaximum": bound, "confidenceIntervalMinimum": None}
            for bound in call.repeat_upper
        ]
    if call.copy_number is None:
        return None
    return [{"numberOfCopies": call.copy_number, "confidenceIntervalMaximum": None, "confidenceIntervalMinimum": None}]


def _consequence(event: Event) -> Json:
    accession = TERMS.get(event.consequence, TERMS["sequence_variant"])
    return {"id": accession, "name": event.consequence if event.consequence in TERMS else "sequence_variant"}


def _panel(event: Event) -> Json | None:
    if event.panel is None:
        return None
    identifier, _, version = event.panel.partition("@")
    return {
        "panelIdentifier": identifier,
        "panelName": event.panel_name,
        "panelVersion": version or None,
        "source": "PanelApp",
    }


def _mode(event: Event) -> str:
    if event.panel is None:
        return "na"
    if event.mode_of_inheritance in tuple(ModeOfInheritance):
        return MODES[ModeOfInheritance(event.mode_of_inheritance)]
    return "unknown"


def _entities(variant: TieredVariant, event: Event) -> list[Json]:
    consequence = next(
        (one for one in variant.variant.consequences if one.transcript == event.transcript and event.transcript),
        next((one for one in variant.variant.consequences if one.symbol == event.gene_symbol), None),
    )
    gene_id = consequence.gene_id if consequence is not None else ""
    other = [("HGNC", event.hgnc_id)] * bool(event.hgnc_id)
    other += [("NCBI Gene", gene_id)] * bool(gene_id and not gene_id.startswith("ENSG"))
    entities = [_entity("gene", gene_id if gene_id.startswith("ENSG") else None, event.gene_symbol, other)]
    if event.transcript:
        ensembl = event.transcript if event.transcript.startswith("ENST") else None
        named = [] if ensembl else [("transcript", event.transcript)]
        entities.append(_entity("transcript", ensembl, event.gene_symbol, named))
    return entities


def _entity(kind: str, ensembl: str | None, symbol: str, other: list[tuple[str, str]]) -> Json:
    return {
        "type": kind,
        "ensemblId": ensembl,
        "geneSymbol": symbol or None,
        "otherIds": [{"source": source, "identifier": identifier} for source, identifier in other] or None,
    }


def _attributes(variant: TieredVariant) -> Json:
    found = variant.variant
    snps = [one for one in found.identifiers if one.startswith("rs")]
    clinvar = [one.accession for one in found.significances if one.source == "clinvar" and one.accession]
    empty = (
        "additionalTextualVariantAnnotations", "references", "additionalNumericVariantAnnotations", "comments",
        "ihp", "recurrentlyReported", "fdp50", "others",
    )  # fmt: skip
    return {
        "genomicChanges": None,
        "cdnaChanges": _unique(one.hgvs_c for one in found.consequences),
        "proteinChanges": _unique(one.hgvs_p for one in found.consequences),
        "variantIdentifiers": {
            "dbSnpId": snps[0] if snps else None,
            "cosmicIds": None,
            "clinVarIds": clinvar or None,
            "otherIds": [{"source": "VCF ID", "identifier": one} for one in found.identifiers if one not in snps]
            or None,
        },
        "alleleFrequencies": [_frequency(one) for one in found.frequencies] or None,
        "alleleOrigins": ["germline_variant"],
        **dict.fromkeys(empty),
        "additionalNumericVariantAnnotations": dict(found.copy_number_frequencies) or None,
    }


def _unique(names: Any) -> list[str] | None:
    return [name for name in Counter(names) if name] or None


def _frequency(one: Frequency) -> Json:
    study, _, population = one.population.partition(":")
    return {"study": study, "population": population or "ALL", "alternateFrequency": one.frequency}


def _thresholds(repeat: PanelRepeat | None) -> Json | None:
    if repeat is None or repeat.pathogenic_repeats is None or repeat.normal_repeats is None:
        return None
    return {
        "repeatedSequence": repeat.repeat_unit,
        "pathogenic_number_of_repeats_threshold": repeat.pathogenic_repeats,
        "normal_number_of_repeats_threshold": repeat.normal_repeats,
    }
