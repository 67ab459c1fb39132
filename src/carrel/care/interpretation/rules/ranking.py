"""Which gene explains the patient best: phenotypes and variants weighed together, with every contribution shown.

Each gene with a tiered variant is judged by the disease and the finding that fit best together. The score is the sum of the
weights shown; nothing else enters. Genes on no panel and genes without a known disease take part.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carrel.care.interpretation.rules import ranking_table as table
from carrel.care.interpretation.rules.ranking_phenotype import (
    Profile,
    Query,
    discounted,
    phenotype_evidence,
    profile,
    query,
)
from carrel.care.interpretation.rules.ranking_variants import Context, Finding, GeneVariants, by_gene, findings
from carrel.care.interpretation.values import Evidence, GeneRank, TieredVariant
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.knowledge.rules.phenotypes import Phenotypes, disease_numbers


@dataclass(frozen=True, slots=True)
class RankingRequest:
    """What to rank by.

    `proband` is the proband's place in every variant's calls (None: no genome). `aliases` gives older symbols of a gene
    by HGNC id. `exclude_publications` (`PMID:1`) are not used as evidence for a disease's phenotypes.
    """

    features: tuple[PhenotypicFeature, ...]
    variants: tuple[TieredVariant, ...]
    proband: int | None = 0
    panels_proposed: bool = False
    frequency_examined: bool = True
    aliases: Mapping[str, Sequence[str]] | None = None
    exclude_publications: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Fit:
    """A disease with a finding: how well the two explain the patient."""

    disease: str
    disease_name: str
    finding: Finding
    phenotype: tuple[Evidence, ...]

    @property
    def score(self) -> float:
        return sum(row.weight for row in self.phenotype) + self.finding.weight


def rank(request: RankingRequest, knowledge: Phenotypes) -> tuple[GeneRank, ...]:
    """Every gene with a tiered variant, best first. Equal scores are ordered by variant evidence, then by symbol."""
    asked = discounted(query(request.features, knowledge.ontology), knowledge)
    context = Context(request.proband, request.panels_proposed, request.frequency_examined)
    fits = [(gene, _best_fit(gene, asked, context, request, knowledge)) for gene in by_gene(request.variants)]
    fits.sort(
        key=lambda pair: (-round(pair[1].score, 4), -round(pair[1].finding.weight, 4), pair[0].symbol, pair[0].hgnc_id)
    )
    return tuple(_gene_rank(place, gene, fit) for place, (gene, fit) in enumerate(fits, start=1))


def _gene_rank(place: int, gene: GeneVariants, fit: _Fit) -> GeneRank:
    return GeneRank(
        hgnc_id=gene.hgnc_id,
        symbol=gene.symbol,
        rank=place,
        score=round(fit.score, 4),
        disease=fit.disease,
        disease_name=fit.disease_name,
        evidence=(*fit.phenotype, *fit.finding.evidence),
        variants=fit.finding.variants,
    )


def _best_fit(
    gene: GeneVariants, asked: Query, context: Context, request: RankingRequest, knowledge: Phenotypes
) -> _Fit:
    candidates = findings(gene, context)
    older = (request.aliases or {}).get(gene.hgnc_id, ())
    diseases = disease_numbers(knowledge, gene.symbol, older)
    if not diseases:
        rule = table.NO_DISEASE
        rows = (Evidence("phenotype", rule.id, rule.label, rule.weight if asked.observed else 0.0, rule.reason),)
        return _Fit("", "", candidates[0], rows)
    profiles = [profile(knowledge, disease, request.exclude_publications) for disease in diseases]
    several = _several_diseases(profiles)
    fits = [fit for known in profiles for fit in _fits(known, asked, candidates, several, knowledge)]
    return min(fits, key=lambda fit: (-round(fit.score, 4), fit.disease, fit.finding.variants))


def _several_diseases(profiles: Sequence[Profile]) -> tuple[Evidence, ...]:
    described = sum(bool(known.shares) for known in profiles)
    if described <= 1:
        return ()
    rule = table.MANY_DISEASES
    lost = -rule.value * math.log(described)
    return (
        Evidence(
            "phenotype", rule.id, "Several diseases", round(lost, 4), f"the best of {described} diseases of this gene"
        ),
    )


def _fits(
    known: Profile, asked: Query, candidates: Sequence[Finding], several: tuple[Evidence, ...], knowledge: Phenotypes
) -> list[_Fit]:
    rows = phenotype_evidence(asked, known, knowledge) if asked.observed or asked.excluded else ()
    return [
        _Fit(known.id, known.name, with_mode, (*rows, *several))
        for with_mode in (_with_mode(finding, known, knowledge) for finding in candidates)
    ]


def _with_mode(finding: Finding, known: Profile, knowledge: Phenotypes) -> Finding:
    """The finding with what the disease's mode of inheritance says of its segregation; the same where it is not known."""
    fits = mode_fits(knowledge, known.disease, finding)
    if fits is None:
        return finding
    rule = table.MODE_FITS if fits else table.MODE_DIFFERS
    modes = ", ".join(knowledge.ontology.name(mode) or mode for mode in knowledge.modes[known.disease])
    row = Evidence("variant", rule.id, rule.label, rule.weight, f"{known.id}: {modes}")
    return Finding(finding.variants, finding.segregation, (*finding.evidence, row))


def mode_fits(knowledge: Phenotypes, disease: int, finding: Finding) -> bool | None:
    """Does the finding segregate as the disease is inherited? None where no mode is known that says so."""
    ontology = knowledge.ontology
    told = False
    for mode in knowledge.modes[disease]:
        number = ontology.find(mode)
        for term, accepted in table.MODES:
            general = ontology.find(term)
            if number is None or general is None or not ontology.is_a(number, general):
                continue
            told = True
            if finding.segregation in accepted:
                return True
    return False if told else None
