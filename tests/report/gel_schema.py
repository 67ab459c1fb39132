"""Genomics England's InterpretedGenome, report 6.2.0, re-stated as an Avro schema from the public IDL.

Source: genomicsengland/GelReportModels (Apache-2.0), schemas/IDLs/org.gel.models.report.avro/6.2.0/CommonInterpreted.avdl and
org.gel.models.participant.avro/1.3.0/CommonParticipant.avdl. Records that Carrel always writes as null (actions, guideline
classifications, uniparental disomies, karyotypes) are re-stated as null only.
"""

from __future__ import annotations

from typing import Any


REPORT = "org.gel.models.report.avro"
Schema = Any


def optional(kind: Schema) -> Schema:
    return ["null", kind]


def array(kind: Schema) -> Schema:
    return {"type": "array", "items": kind}


def mapping(kind: Schema) -> Schema:
    return {"type": "map", "values": kind}


def enum(name: str, symbols: str) -> Schema:
    return {"type": "enum", "name": name, "namespace": REPORT, "symbols": symbols.split()}


def record(name: str, /, **fields: Schema) -> Schema:
    written = [{"name": field, "type": kind} for field, kind in fields.items()]
    return {"type": "record", "name": name, "namespace": REPORT, "fields": written}


def named(name: str) -> str:
    return f"{REPORT}.{name}"


ONLY_NULL = "null"

TEXT, TEXTS, NUMBER = optional("string"), optional(array("string")), optional("int")

ONTOLOGY = record("Ontology", name="string", version="string")
STANDARD_PHENOTYPE = record(
    "StandardPhenotype",
    id="string", name=TEXT, namespace=TEXT, definition=TEXT, comment=TEXT, alternativeIds=TEXT, synonyms=TEXT, isA=TEXT,
    ontology=ONTOLOGY, matchScore=optional("float"),
)  # fmt: skip
PHENOTYPES = record("Phenotypes", nonStandardPhenotype=TEXTS, standardPhenotypes=optional(array(STANDARD_PHENOTYPE)))
IDENTIFIER = record("Identifier", source="string", identifier="string")

REPORT_EVENT = record(
    "ReportEvent",
    reportEventId="string",
    phenotypes=PHENOTYPES,
    variantConsequences=array(record("VariantConsequence", id="string", name=TEXT)),
    genePanel=optional(record("GenePanel", panelIdentifier=TEXT, panelName=TEXT, panelVersion=TEXT, source=TEXT)),
    modeOfInheritance=enum(
        "ModeOfInheritance",
        "monoallelic monoallelic_not_imprinted monoallelic_maternally_imprinted monoallelic_paternally_imprinted biallelic "
        "monoallelic_and_biallelic monoallelic_and_more_severe_biallelic xlinked_biallelic xlinked_monoallelic mitochondrial "
        "unknown na",
    ),
    genomicEntities=array(
        record(
            "GenomicEntity",
            type=enum(
                "GenomicEntityType", "regulatory_region gene transcript intergenic gene_fusion genomic_region cytobands"
            ),
            ensemblId=TEXT,
            geneSymbol=TEXT,
            otherIds=optional(array(IDENTIFIER)),
        )
    ),
    segregationPattern=optional(
        enum(
            "SegregationPattern",
            "UniparentalIsodisomy SimpleRecessive CompoundHeterozygous deNovo InheritedAutosomalDominant "
            "InheritedAutosomalDominantMaternallyImprinted InheritedAutosomalDominantPaternallyImprinted "
            "XLinkedCompoundHeterozygous XLinkedSimpleRecessive XLinkedMonoallelic MitochondrialGenome",
        )
    ),
    penetrance=optional(enum("Penetrance", "complete incomplete")),
    deNovoQualityScore=optional("float"),
    fullyExplainsPhenotype=optional("boolean"),
    groupOfVariants=NUMBER,
    eventJustification=TEXT,
    roleInCancer=ONLY_NULL,
    actions=ONLY_NULL,
    score=optional("float"),
    vendorSpecificScores=optional(mapping("float")),
    variantClassification=ONLY_NULL,
    guidelineBasedVariantClassification=ONLY_NULL,
    algorithmBasedVariantClassifications=ONLY_NULL,
    tier=optional(enum("Tier", "NONE TIER1 TIER2 TIER3 TIER4 TIER5 TIERA TIERB")),
    domain=optional(enum("Domain", "DOMAIN1 DOMAIN2 DOMAIN3 DOMAIN4 NONE")),
)

ORIGIN = enum(
    "AlleleOrigin",
    "de_novo_variant germline_variant maternal_variant paternal_variant pedigree_specific_variant population_specific_variant "
    "somatic_variant",
)
VARIANT_CALL = record(
    "VariantCall",
    participantId="string",
    sampleId="string",
    zygosity=enum(
        "Zygosity",
        "reference_homozygous heterozygous alternate_homozygous missing half_missing_reference half_missing_alternate "
        "alternate_hemizigous reference_hemizigous unk na",
    ),
    phaseGenotype=optional(record("PhaseGenotype", sortedAlleles=array("string"), phaseSet="int")),
    sampleVariantAlleleFrequency=optional("double"),
    depthReference=NUMBER,
    depthAlternate=NUMBER,
    numberOfCopies=optional(
        array(
            record(
                "NumberOfCopies",
                numberOfCopies="int",
                confidenceIntervalMaximum=NUMBER,
                confidenceIntervalMinimum=NUMBER,
            )
        )
    ),
    alleleOrigins=optional(array(ORIGIN)),
    supportingReadTypes=optional(array(enum("SupportingReadType", "spanning flanking inrepeat"))),
)
ATTRIBUTES = record(
    "VariantAttributes",
    genomicChanges=TEXTS,
    cdnaChanges=TEXTS,
    proteinChanges=TEXTS,
    additionalTextualVariantAnnotations=optional(mapping("string")),
    references=optional(mapping("string")),
    variantIdentifiers=optional(
        record(
            "VariantIdentifiers",
            dbSnpId=TEXT, cosmicIds=TEXTS, clinVarIds=TEXTS, otherIds=optional(array(named("Identifier"))),
        )
    ),
    alleleFrequencies=optional(
        array(record("AlleleFrequency", study="string", population="string", alternateFrequency="float"))
    ),
    additionalNumericVariantAnnotations=optional(mapping("float")),
    comments=TEXTS,
    alleleOrigins=optional(array(named("AlleleOrigin"))),
    ihp=NUMBER,
    recurrentlyReported=optional("boolean"),
    fdp50=optional("float"),
    others=optional(mapping("string")),
)  # fmt: skip
SMALL_VARIANT = record(
    "SmallVariant",
    variantCoordinates=record(
        "VariantCoordinates",
        chromosome="string", position="int", reference="string", alternate="string", assembly=enum("Assembly", "GRCh38 GRCh37"),
    ),
    variantCalls=array(VARIANT_CALL),
    reportEvents=array(REPORT_EVENT),
    variantAttributes=optional(ATTRIBUTES),
)  # fmt: skip
COORDINATES = record(
    "Coordinates",
    assembly=named("Assembly"),
    chromosome="string",
    start="int",
    end="int",
    ciStart=optional(record("ConfidenceInterval", left="int", right="int")),
    ciEnd=optional(named("ConfidenceInterval")),
)
STRUCTURAL_VARIANT = record(
    "StructuralVariant",
    variantType=enum("StructuralVariantType", "ins dup inv amplification deletion dup_tandem del_me ins_me"),
    coordinates=COORDINATES,
    leftInsSeq=TEXT,
    rightInsSeq=TEXT,
    reportEvents=array(named("ReportEvent")),
    variantCalls=array(named("VariantCall")),
    variantAttributes=optional(named("VariantAttributes")),
)
SHORT_TANDEM_REPEAT = record(
    "ShortTandemRepeat",
    coordinates=named("Coordinates"),
    reportEvents=array(named("ReportEvent")),
    variantCalls=array(named("VariantCall")),
    variantAttributes=optional(named("VariantAttributes")),
    shortTandemRepeatReferenceData=optional(
        record(
            "ShortTandemRepeatReferenceData",
            repeatedSequence="string",
            pathogenic_number_of_repeats_threshold="int",
            normal_number_of_repeats_threshold="int",
        )
    ),
)
INTERPRETED_GENOME = record(
    "InterpretedGenome",
    versionControl=record("ReportVersionControl", gitVersionControl="string"),
    interpretationRequestId="string",
    interpretationRequestVersion="int",
    interpretationService="string",
    reportUrl=TEXT,
    variants=optional(array(SMALL_VARIANT)),
    structuralVariants=optional(array(STRUCTURAL_VARIANT)),
    chromosomalRearrangements=optional(array("null")),
    shortTandemRepeats=optional(array(SHORT_TANDEM_REPEAT)),
    uniparentalDisomies=ONLY_NULL,
    karyotypes=ONLY_NULL,
    referenceDatabasesVersions=mapping("string"),
    softwareVersions=mapping("string"),
    comments=TEXTS,
)
