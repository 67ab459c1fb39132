"""How well the phenotypes of a patient fit a disease: one likelihood ratio for each observed or excluded HPO term.

For an observed term the ratio is P(term | disease) / P(term | any disease). Where the disease is not annotated with the
term or one of its kinds, its more general terms take its place, at a discount. The idea is LIRICAL's (Robinson et al.
2020, doi:10.1016/j.ajhg.2020.06.021); discounts and ceilings are in `ranking_table`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from carrel.care.interpretation.rules import ranking_table as table
from carrel.care.interpretation.values import Evidence
from carrel.care.records.values import PhenotypicFeature
from carrel.foundation.knowledge.rules.ontology import PHENOTYPIC_ABNORMALITY, Ontology
from carrel.foundation.knowledge.rules.phenotypes import Phenotypes, direct_frequencies


_TYPICAL = 0.5
_WORTH_SAYING = 0.9  # a term that loses less than a tenth of its weight needs no remark
_SURE = 0.95  # no phenotype is certain, even where all of a few patients had it


@dataclass(frozen=True, slots=True)
class Asked:
    """One HPO term of the patient, as the model uses it."""

    number: int  # row number in the ontology
    id: str  # current id
    label: str
    ancestors: tuple[int, ...]  # itself included, "Phenotypic abnormality" and above not
    share: float = 1.0  # how much of its weight counts; less where it repeats a more telling term
    repeats: str = ""  # label of that term


@dataclass(frozen=True, slots=True)
class Query:
    """The patient's phenotypes, resolved against one edition, every term once."""

    observed: tuple[Asked, ...]
    excluded: tuple[Asked, ...]
    covered: frozenset[int]  # the observed terms and everything they are kinds of


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of one disease: shares of patients by term, and by which annotated term each share is known."""

    disease: int
    id: str
    name: str
    direct: Mapping[int, float]
    shares: Mapping[int, float]
    sources: Mapping[int, int]


def query(features: Iterable[PhenotypicFeature], ontology: Ontology) -> Query:
    """The terms that can be compared: known to the edition, phenotypic abnormalities, once each, more telling first.

    An observed term beside one of its own kinds says nothing new and is left out; so is a kind of an excluded term. A term
    that is both excluded and (by itself or one of its kinds) observed counts as observed.
    """
    wanted = tuple(features)
    observed = _resolved((feature.term for feature in wanted if not feature.excluded), ontology)
    excluded = _resolved((feature.term for feature in wanted if feature.excluded), ontology)
    covered = frozenset(number for asked in observed for number in asked.ancestors)
    return Query(
        observed=tuple(
            one for one in observed if not any(one.number in two.ancestors for two in observed if two is not one)
        ),
        excluded=tuple(
            one
            for one in excluded
            if one.number not in covered and not any(two.number in one.ancestors for two in excluded if two is not one)
        ),
        covered=covered,
    )


def _resolved(terms: Iterable[str], ontology: Ontology) -> list[Asked]:
    root = ontology.find(PHENOTYPIC_ABNORMALITY)
    said_of_all = frozenset(() if root is None else ontology.ancestors(root).tolist())
    numbers = sorted({number for term in terms if (number := ontology.find(term)) is not None})
    found = []
    for number in numbers:
        ancestors = ontology.ancestors(number).tolist()
        if root is None or (root in ancestors and number != root):
            telling = tuple(ancestor for ancestor in ancestors if ancestor not in said_of_all)
            found.append(Asked(number, ontology.ids[number], ontology.names[number], telling))
    return found


def discounted(asked: Query, knowledge: Phenotypes) -> Query:
    """The query with the share of each observed term: what a more telling term has said already is not counted in full."""
    information = [-math.log(knowledge.background[term.number]) for term in asked.observed]
    order = sorted(range(len(information)), key=lambda place: (-information[place], asked.observed[place].id))
    earlier: list[Asked] = []
    done: list[Asked] = []
    for place in order:
        term = asked.observed[place]
        shared, repeats = max(
            ((_shared_information(term, other, knowledge), other.label) for other in earlier), default=(0.0, "")
        )
        share = 1 - table.REPEATED.value * min(1.0, shared / max(information[place], 1e-9)) ** 2
        done.append(replace(term, share=share, repeats=repeats if share < _WORTH_SAYING else ""))
        earlier.append(term)
    return replace(asked, observed=tuple(done))


def _shared_information(one: Asked, two: Asked, knowledge: Phenotypes) -> float:
    """Information (nats) of the most telling term that both are kinds of."""
    both = set(one.ancestors) & set(two.ancestors)
    return max((-math.log(knowledge.background[number]) for number in sorted(both)), default=0.0)


def profile(knowledge: Phenotypes, disease: int, left_out: frozenset[str] = frozenset()) -> Profile:
    """A disease's phenotypes with those that follow from them; `left_out` are publications not to use (`PMID:1`)."""
    direct = direct_frequencies(knowledge, disease, left_out)
    shares: dict[int, float] = {}
    sources: dict[int, int] = {}
    for term, share in direct.items():
        for ancestor in knowledge.ontology.ancestors(term).tolist():
            if share > shares.get(ancestor, 0.0):
                shares[ancestor] = share
                sources[ancestor] = term
    return Profile(disease, knowledge.diseases[disease], knowledge.disease_names[disease], direct, shares, sources)


def observed_ratio(term: Asked, known: Profile, knowledge: Phenotypes) -> tuple[float, int | None, str]:
    """(likelihood ratio, annotated term it rests on or None, how it matched) of one observed term and one disease."""
    best: tuple[float, int | None, str] = (0.0, None, "")
    for number in term.ancestors:
        expected = knowledge.background[number]
        if number not in known.shares:
            continue
        if number == term.number:
            offer = (known.shares[number] / expected, known.sources[number], "matched by")
        else:
            offer = (table.RELATED.value * known.shares[number] / expected, known.sources[number], "related to")
            own = table.LESS_SPECIFIC.value * known.direct.get(number, 0.0) / expected
            if own > offer[0]:
                offer = (own, number, "a kind of")
        if offer[0] > best[0]:
            best = offer
    return best


def observed_evidence(term: Asked, known: Profile, knowledge: Phenotypes) -> Evidence:
    """What one observed term says about one disease."""
    ratio, by, how = observed_ratio(term, known, knowledge)
    weight = math.log(table.NOISE.value + (1 - table.NOISE.value) * ratio)
    weight = min(table.TERM_CEILING.value, weight) * term.share
    detail = f"nothing alike is known in {known.id}"
    if by is not None:
        name, share = knowledge.ontology.names[by], known.direct[by]
        detail = f"{how} {name} ({knowledge.ontology.ids[by]}) in {known.id}, {_percent(share)} of patients"
    if term.repeats:
        detail += f"; counted at {_percent(term.share)} because it repeats {term.repeats}"
    return Evidence("phenotype", term.id, term.label, round(weight, 4), detail)


def excluded_evidence(term: Asked, known: Profile, knowledge: Phenotypes) -> Evidence:
    """What a phenotype that was looked for and not found says about one disease; never positive unless others have it."""
    share = min(_SURE, known.shares.get(term.number, 0.0))
    expected = min(_SURE, knowledge.background[term.number])
    cut = table.EXCLUDED.value
    weight = math.log(1 - cut * share**2) - math.log(1 - cut * expected**2)
    if share > expected:
        detail = f"excluded, but {_percent(share)} of patients with {known.id} have it"
    else:
        detail = f"excluded, and not typical of {known.id}"
    return Evidence("phenotype", term.id, f"No {term.label}", round(weight, 4), detail)


def unmentioned_evidence(asked: Query, known: Profile, knowledge: Phenotypes) -> Evidence:
    """What it says that phenotypes typical of the disease are not mentioned: little, and never more than a floor."""
    silent = {term: share for term, share in sorted(known.direct.items()) if share > 0 and term not in asked.covered}
    lost = sum(math.log(1 - min(_SURE, share)) for share in silent.values()) * table.UNMENTIONED.value
    typical = [term for term, share in silent.items() if share >= _TYPICAL]
    named = ", ".join(knowledge.ontology.names[term] for term in typical[:3])
    detail = f"{len(typical)} that at least half of the patients have" + (f", e.g. {named}" if named else "")
    return Evidence(
        "phenotype",
        "unmentioned",
        "Phenotypes not mentioned",
        round(max(table.UNMENTIONED_FLOOR.value, lost), 4),
        detail,
    )


def phenotype_evidence(asked: Query, known: Profile, knowledge: Phenotypes) -> tuple[Evidence, ...]:
    """A row for every term of the patient, in the order of the query, and one for what was not mentioned.

    A disease without any annotated phenotype gives one row that says so. The last row allows for another disease of the
    same gene, so that no misfit speaks without limit: the weights of all rows are ln((1 - a) * fit + a) together.
    """
    if not known.shares:
        rule = table.NO_PHENOTYPES
        return (Evidence("phenotype", rule.id, rule.label, rule.weight, f"{known.id}: {rule.reason}"),)
    rows = [observed_evidence(term, known, knowledge) for term in asked.observed]
    rows += [excluded_evidence(term, known, knowledge) for term in asked.excluded]
    rows.append(unmentioned_evidence(asked, known, knowledge))
    rows.append(_other_disease(sum(row.weight for row in rows)))
    return tuple(rows)


_OTHER = "allowance for a disease of this gene that nobody has described yet: one in ten patients has one"


def _other_disease(fit: float) -> Evidence:
    other = table.OTHER_DISEASE.value
    weight = math.log((1 - other) * math.exp(min(fit, 100.0)) + other) - min(fit, 100.0)
    return Evidence("phenotype", table.OTHER_DISEASE.id, "Another disease of this gene", round(weight, 4), _OTHER)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"
