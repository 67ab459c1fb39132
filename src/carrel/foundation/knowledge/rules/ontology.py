"""The Human Phenotype Ontology as a graph: which term is a kind of which other, and what old ids are called now.

Terms are HPO ids (`HP:0001156`) outside and row numbers inside. Every term is among its own ancestors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from carrel.foundation.knowledge.errors import HpoFileIsDamaged, HpoTermUnknown


ROOT = "HP:0000001"
PHENOTYPIC_ABNORMALITY = "HP:0000118"
_WELL_FORMED = re.compile(r"HP:[0-9]{7}")

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class TermRecord:
    """One term as a release file tells it. `replaced_by` is "" where an obsolete term has no successor, or several."""

    id: str
    name: str = ""
    parents: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()
    obsolete: bool = False
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class Ontology:
    """The terms of one HPO release. Ancestors of term i are `flat[offsets[i]:offsets[i + 1]]`, in ascending order."""

    edition: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    offsets: Numbers
    flat: Numbers
    synonyms: Mapping[str, int] = field(default_factory=dict)  # alternative and replaced ids
    index: Mapping[str, int] = field(default_factory=dict)  # of `ids` and of `synonyms`

    def ancestors(self, term: int) -> Numbers:
        """Row numbers of a term and of everything it is a kind of."""
        return self.flat[self.offsets[term] : self.offsets[term + 1]]

    def is_a(self, term: int, other: int) -> bool:
        """Is `term` the same as `other`, or a kind of it?"""
        ancestors = self.ancestors(term)
        place = int(np.searchsorted(ancestors, other))
        return place < len(ancestors) and int(ancestors[place]) == other

    def find(self, term: str) -> int | None:
        """Row number of an id, old ids included; None where this edition does not know it."""
        return self.index.get(term)

    def number(self, term: str) -> int:
        """Row number of an id, old ids included. Raises HpoTermUnknown."""
        found = self.find(term)
        if found is None:
            raise HpoTermUnknown(_why_unknown(term, self.edition))
        return found

    def name(self, term: str) -> str:
        """Label of an id in this edition, "" where unknown."""
        found = self.find(term)
        return "" if found is None else self.names[found]


def is_well_formed(term: str) -> bool:
    """Does this look like an HPO id: `HP:` and seven digits?"""
    return _WELL_FORMED.fullmatch(term) is not None


def unknown_terms(ontology: Ontology, terms: Iterable[str]) -> tuple[str, ...]:
    """Those terms that this edition does not have, in order and once each; they are not examined by a ranking."""
    return tuple(dict.fromkeys(term for term in terms if ontology.find(term) is None))


def require_terms(ontology: Ontology, terms: Sequence[str]) -> tuple[str, ...]:
    """The terms that cannot be examined with this edition, which may be newer than it.

    Raises HpoTermUnknown for an id that is no HPO id at all, and where every one of the terms is unknown.
    """
    unknown = unknown_terms(ontology, terms)
    malformed = [term for term in unknown if not is_well_formed(term)]
    if malformed:
        raise HpoTermUnknown(_why_unknown(malformed[0], ontology.edition))
    if unknown and len(unknown) == len(set(terms)):
        raise HpoTermUnknown(
            f"None of the {len(unknown)} HPO terms ({', '.join(unknown[:3])}{', ...' if len(unknown) > 3 else ''}) is in "
            f"HPO {ontology.edition}; check the ids or add a newer edition with `carrel knowledge add hpo`."
        )
    return unknown


def _why_unknown(term: str, edition: str) -> str:
    if not is_well_formed(term):
        return f"{term!r} is not an HPO id; write HP: and seven digits, e.g. HP:0001250."
    return f"{term} is not in HPO {edition}; check the id or add a newer edition with `carrel knowledge add hpo`."


def build_ontology(edition: str, records: Sequence[TermRecord], source: str) -> Ontology:
    """The graph of the terms that are in use. `source` names the file in messages.

    Raises HpoFileIsDamaged where there are no terms, a parent is missing or the graph runs in a circle.
    """
    living = sorted((record for record in records if not record.obsolete), key=lambda record: record.id)
    if not living or all(record.id != ROOT for record in living):
        raise HpoFileIsDamaged(f"{source} has no term {ROOT}, the root of HPO; get a complete hp.obo or hp.json.")
    index = {record.id: number for number, record in enumerate(living)}
    parents = [_parent_numbers(record, index, source) for record in living]
    closures = _closures(parents, source)
    offsets = np.zeros(len(living) + 1, dtype=np.int32)
    offsets[1:] = np.cumsum([len(closure) for closure in closures])
    flat = np.array([number for closure in closures for number in closure], dtype=np.int32)
    synonyms = _synonyms(records, index)
    return Ontology(
        edition=edition,
        ids=tuple(record.id for record in living),
        names=tuple(record.name for record in living),
        offsets=offsets,
        flat=flat,
        synonyms=synonyms,
        index={**synonyms, **index},
    )


def _parent_numbers(record: TermRecord, index: Mapping[str, int], source: str) -> tuple[int, ...]:
    if not record.parents and record.id != ROOT:
        raise HpoFileIsDamaged(
            f"{source} is cut short or damaged: {record.id} is a kind of nothing; fetch the file again."
        )
    missing = [parent for parent in record.parents if parent not in index]
    if missing:
        raise HpoFileIsDamaged(
            f"{source} is cut short or damaged: {record.id} is a kind of {missing[0]}, which the file does not define; "
            "fetch the file again."
        )
    return tuple(index[parent] for parent in record.parents)


def _closures(parents: Sequence[tuple[int, ...]], source: str) -> list[tuple[int, ...]]:
    """Ancestors of every term, itself included, ascending: each term after all its parents (Kahn's order)."""
    children: list[list[int]] = [[] for _ in parents]
    waiting = [len(above) for above in parents]
    for number, above in enumerate(parents):
        for parent in above:
            children[parent].append(number)
    ready = [number for number, count in enumerate(waiting) if count == 0]
    closures: list[tuple[int, ...]] = [()] * len(parents)
    done = 0
    while ready:
        number = ready.pop()
        done += 1
        closures[number] = tuple(sorted({number}.union(*(closures[parent] for parent in parents[number]))))
        for child in children[number]:
            waiting[child] -= 1
            if waiting[child] == 0:
                ready.append(child)
    if done < len(parents):
        raise HpoFileIsDamaged(f"{source} is damaged: some of its terms are kinds of themselves; fetch the file again.")
    return closures


def _synonyms(records: Sequence[TermRecord], index: Mapping[str, int]) -> dict[str, int]:
    """Old ids of living terms: alternative ids, and obsolete terms by their successor's successor and so on."""
    successor = {record.id: record.replaced_by for record in records if record.obsolete and record.replaced_by}
    found = {
        alternative: index[record.id] for record in records if record.id in index for alternative in record.alternatives
    }
    for old in successor:
        seen = {old}
        new = successor[old]
        while new in successor and new not in seen:
            seen.add(new)
            new = successor[new]
        number = index.get(new, found.get(new))
        if number is not None:
            found[old] = number
    return {old: number for old, number in sorted(found.items()) if old not in index}
