"""How well every known gene fits a patient's phenotypes, without any variant: enough to choose panels by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from carrel.foundation.knowledge.rules.phenotypes import Phenotypes


Scores = NDArray[np.float64]


def fit_of_genes(terms: Iterable[str], knowledge: Phenotypes) -> Mapping[str, float]:
    """Symbol -> score of every gene with a disease: the sum, over the terms, of the information that its best disease shares.

    The information of a term is minus the natural logarithm of its share among patients of all diseases; a disease shares
    with a term the most informative ancestor that one of its phenotypes has too (Resnik 1995). Unknown terms add nothing.
    """
    found = (knowledge.ontology.find(term) for term in terms)
    total = np.zeros(len(knowledge.diseases))
    for number in sorted({number for number in found if number is not None}):
        total += _shared_with(number, knowledge)
    return {symbol: float(max(total[list(diseases)], default=0.0)) for symbol, diseases in knowledge.genes.items()}


def _shared_with(term: int, knowledge: Phenotypes) -> Scores:
    """For each disease, the information of the best ancestor that the term and one of its phenotypes share."""
    best = np.zeros(len(knowledge.diseases))
    for ancestor in knowledge.ontology.ancestors(term).tolist():
        information = -float(np.log(max(knowledge.background[ancestor], 1e-6)))
        if information > 0:
            np.maximum(best, np.where(_has(ancestor, knowledge), information, 0.0), out=best)
    return best


def _has(ancestor: int, knowledge: Phenotypes) -> NDArray[np.bool_]:
    """For each disease: is one of its phenotypes this term or a kind of it?"""
    ontology, table = knowledge.ontology, knowledge.table
    owners = np.searchsorted(ontology.offsets, np.flatnonzero(ontology.flat == ancestor), side="right") - 1
    kinds = np.zeros(len(ontology.ids), dtype=bool)
    kinds[owners] = True
    stated = kinds[table.terms] & ~(table.frequencies == 0)
    counted = np.concatenate(([0], np.cumsum(stated)))
    return counted[table.offsets[1:]] > counted[table.offsets[:-1]]
