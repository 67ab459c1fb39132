"""How PanelApp's web services, older than its REST API, word what stands on a panel."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from carrel.foundation.knowledge.states import EntityKind


_AUTOSOMAL = "autosomal or pseudoautosomal"
MODES = {
    f"MONOALLELIC, {_AUTOSOMAL}, NOT imprinted": "monoallelic_not_imprinted",
    f"MONOALLELIC, {_AUTOSOMAL}, maternally imprinted (paternal allele expressed)": "monoallelic_maternally_imprinted",
    f"MONOALLELIC, {_AUTOSOMAL}, paternally imprinted (maternal allele expressed)": "monoallelic_paternally_imprinted",
    f"MONOALLELIC, {_AUTOSOMAL}, imprinted status unknown": "monoallelic",
    f"BIALLELIC, {_AUTOSOMAL}": "biallelic",
    f"BOTH monoallelic and biallelic, {_AUTOSOMAL}": "monoallelic_and_biallelic",
    f"BOTH monoallelic and biallelic (but BIALLELIC mutations cause a more SEVERE disease form), {_AUTOSOMAL}": (
        "monoallelic_and_more_severe_biallelic"
    ),
    "X-LINKED: hemizygous mutation in males, biallelic mutations in females": "xlinked_biallelic",
    "X-LINKED: hemizygous mutation in males, monoallelic mutations in females may cause disease (may be less severe, later onset than males)": (
        "xlinked_monoallelic"
    ),
    "MITOCHONDRIAL": "mitochondrial",
    "Unknown": "unknown",
}
LEVELS = {"4": "HighEvidence", "3": "HighEvidence", "2": "ModerateEvidence", "1": "LowEvidence", "0": "NoList"}
ASSEMBLIES = {
    "grch37": ("GRch37", "82"),
    "grch38": ("GRch38", "90"),
}  # the spelling of REST v1, and its Ensembl release
_PATHOGENICITY = {
    "Loss-of-function variants (as defined in pop up message) DO NOT cause this phenotype - please provide details in the comments": (
        "no_loss_of_function"
    ),
    "Other - please provide details in the comments": "other",
}
# The service's word, the REST API's, for what each kind has besides what all have.
_OWN: Mapping[str, tuple[tuple[str, str], ...]] = {
    EntityKind.GENE: (),
    EntityKind.STR: (
        ("Name", "entity_name"), ("Chromosome", "chromosome"), ("GRCh37Coordinates", "grch37_coordinates"),
        ("GRCh38Coordinates", "grch38_coordinates"), ("RepeatedSequence", "repeated_sequence"),
        ("NormalRepeats", "normal_repeats"), ("PathogenicRepeats", "pathogenic_repeats"),
    ),
    EntityKind.REGION: (
        ("Name", "entity_name"), ("VerboseName", "verbose_name"), ("Chromosome", "chromosome"),
        ("GRCh37Coordinates", "grch37_coordinates"), ("GRCh38Coordinates", "grch38_coordinates"),
        ("HaploinsufficiencyScore", "haploinsufficiency_score"), ("TriplosensitivityScore", "triplosensitivity_score"),
        ("RequiredOverlapPercentage", "required_overlap_percentage"), ("TypeOfVariants", "type_of_variants"),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OldFilter:
    """Which entities: for each word of the service, the values of which one must be there. An entity without a value stays."""

    values: Mapping[str, Collection[str]] = field(default_factory=dict)

    def keeps(self, entity: Mapping[str, Any]) -> bool:
        """Is this entity, as the service words it, asked for?"""
        return all(_matches(entity.get(word), values) for word, values in self.values.items())


def _matches(value: object, wanted: Collection[str]) -> bool:
    if isinstance(value, list):
        return bool(set(value) & set(wanted))
    return value is None or value in wanted


def old_entity(entity: Mapping[str, Any], assembly: str) -> dict[str, Any]:
    """An entity of a REST v1 document in the words of the web services. `assembly`: grch37 or grch38, of the Ensembl id."""
    kind = str(entity.get("entity_type") or EntityKind.GENE.value)
    gene = entity.get("gene_data") or {}
    own = {word: entity.get(name) for word, name in _OWN.get(kind, ())}
    if kind != EntityKind.STR:
        own["ModeOfPathogenicity"] = _worded(entity.get("mode_of_pathogenicity"), _PATHOGENICITY)
    return {
        **own, "GeneSymbol": gene.get("gene_symbol"), "EnsembleGeneIds": _ensembl(gene, assembly),
        "ModeOfInheritance": _worded(entity.get("mode_of_inheritance"), MODES), "Penetrance": entity.get("penetrance") or None,
        "Publications": entity.get("publications") or None, "Phenotypes": entity.get("phenotypes") or None,
        "LevelOfConfidence": LEVELS.get(str(entity.get("confidence_level")), "NoList"), "Evidences": entity.get("evidence") or [],
    }  # fmt: skip


def _worded(value: object, words: Mapping[str, str]) -> str | None:
    return words.get(str(value), str(value)) if value else None


def _ensembl(gene: Mapping[str, Any], assembly: str) -> list[str]:
    build, release = ASSEMBLIES[assembly]
    places = ((gene.get("ensembl_genes") or {}).get(build) or {}).get(release) or {}
    return [places["ensembl_id"]] if places.get("ensembl_id") else []


def old_panel(members: Mapping[str, Any]) -> dict[str, Any]:
    """A panel in the service's list of panels."""
    stats = members.get("stats") or {}
    return {
        "Name": members["name"], "DiseaseSubGroup": members.get("disease_sub_group"),
        "DiseaseGroup": members.get("disease_group"), "CurrentVersion": members["version"],
        "CurrentCreated": members["version_created"], "Number_of_Genes": stats.get("number_of_genes"),
        "Number_of_STRs": stats.get("number_of_strs"), "Number_of_Regions": stats.get("number_of_regions"),
        "Panel_Id": members.get("hash_id") or str(members["id"]),
        "Relevant_disorders": [one for one in members.get("relevant_disorders") or [] if one], "Status": members.get("status"),
        "PanelTypes": [kind.get("slug") for kind in members.get("types") or []],
    }  # fmt: skip


def old_detail(document: Mapping[str, Any], wanted: OldFilter, assembly: str) -> dict[str, Any]:
    """A panel with its entities, as the service answers one."""
    lists = {
        title: [told for entity in document.get(kind) or [] if wanted.keeps(told := old_entity(entity, assembly))]
        for title, kind in (("Genes", "genes"), ("STRs", "strs"), ("Regions", "regions"))
    }
    return {
        **lists, "SpecificDiseaseName": document["name"], "version": document["version"], "Created": document["version_created"],
        "DiseaseGroup": document.get("disease_group"), "DiseaseSubGroup": document.get("disease_sub_group"),
        "Status": document.get("status"),
    }  # fmt: skip


def old_search_entry(entity: Mapping[str, Any], assembly: str) -> dict[str, Any]:
    """A gene, with its `panel`, in the answer of the service's search for genes."""
    panel = entity["panel"]
    return {
        **old_entity(entity, assembly), "version": panel["version"], "SpecificDiseaseName": panel["name"],
        "DiseaseGroup": panel.get("disease_group"), "DiseaseSubGroup": panel.get("disease_sub_group"),
    }  # fmt: skip


def old_listed_entity(entity: Mapping[str, Any], assembly: str) -> dict[str, Any]:
    """An entity, with its `panel`, in the service's list of entities."""
    told = {**old_entity(entity, assembly), "EntityType": entity.get("entity_type")}
    counts = ("Number_of_Genes", "Number_of_STRs", "Number_of_Regions", "PanelTypes")
    return {**told, "Panel": {key: value for key, value in old_panel(entity["panel"]).items() if key not in counts}}
