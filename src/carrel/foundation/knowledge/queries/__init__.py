"""Questions to outside knowledge: panels of a folder, editions of a store, frequencies, ClinVar, gene names.

Variants are asked for by plain chromosome (`1`, `X`, `MT`), 1-based position and trimmed upper-case alleles
(`vocabulary.genome.trim_alleles`); answers come in the order of the questions, and an empty answer means "no record".

The adapters that need pyarrow are imported where they are asked: it takes a tenth of a second to load, and a family whose file
has its annotation, or that was read before, asks none of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from carrel.foundation.knowledge.adapters.editions import damage, list_editions, read_edition
from carrel.foundation.knowledge.adapters.hpo import edition_files, open_phenotypes
from carrel.foundation.knowledge.adapters.panel_shelves import Shelf, SnapshotShelf, WebShelf
from carrel.foundation.knowledge.adapters.panelapp_files import PanelShelf
from carrel.foundation.knowledge.errors import EditionIsUnknown, PanelIsUnknown
from carrel.foundation.knowledge.rules import proposing, protein_changes
from carrel.foundation.knowledge.rules.gene_names import GeneNames, records_of_panels
from carrel.foundation.knowledge.values import (
    ClinVarRecord,
    Edition,
    GeneRecord,
    Panel,
    PanelProposal,
    PhenotypeTerm,
    PopulationFrequency,
)
from carrel.foundation.vocabulary.genome import Assembly, VariantKey


__all__ = ["PanelShelf", "Shelf", "open_phenotypes"]  # other rooms come through this door

Answer = TypeVar("Answer")


def open_panels(place: Path | str, store: Path | None = None) -> Shelf:
    """The panels in a folder of PanelApp files, in a snapshot file, or at the address of a PanelApp; read when they are asked for.

    `store` keeps what a server answered. Raises PanelIsUnknown if there is no such place, and PanelAppIsSilent for a wrong address.
    """
    if isinstance(place, str) and "://" in place:
        if store is None:
            raise PanelIsUnknown(
                f"Panels of the server {place[:80]!r} need a store to be kept in; name it with --store."
            )
        return WebShelf(place, store)
    path = Path(place)
    return SnapshotShelf(path) if path.is_file() else PanelShelf(path)


def phenotypes_digest(store: Path, folder: Path | None = None) -> str:
    """SHA-256 over the files of an HPO edition, and how Carrel compiles them. `folder` None: the one that comes along."""
    return edition_files(folder, store).sha256


def editions(store: Path) -> list[Edition]:
    """All editions in the store, by id."""
    return list_editions(store)


def edition(store: Path, edition_id: str) -> Edition:
    """One edition by its id, or by the beginning of its id if only one has it. Raises EditionIsUnknown."""
    every = list_editions(store)
    found = [one for one in every if one.id == edition_id] or [one for one in every if one.id.startswith(edition_id)]
    if len(found) != 1:
        what = "several editions have an id that begins so" if found else "the store has no such edition"
        present = ", ".join(one.id for one in found or every) or "none"
        raise EditionIsUnknown(f"Edition {edition_id!r:.80}: {what}; present: {present}.")
    return found[0]


def latest(store: Path, kind: str, assembly: Assembly | None = None) -> Edition | None:
    """The newest edition of a kind by date, then version; of one assembly, or of any where None. None if there is none."""
    found = [
        one for one in list_editions(store) if one.kind == kind and (assembly is None or one.assembly in ("", assembly))
    ]
    return max(found, key=lambda one: (one.date, _natural(one.version), one.id), default=None)


def verify(folder: Path) -> tuple[str, ...]:
    """What is wrong with the bytes of the edition in this folder, as sentences; nothing if all is as it was frozen."""
    return tuple(damage(read_edition(folder)))


def frequencies_for(folder: Path, keys: Sequence[VariantKey]) -> list[tuple[PopulationFrequency, ...]]:
    """Frequencies of variants in the frequency edition in `folder`: for each key a record of each population with data.

    A population in which nobody was called (allele number 0) has no record. Two records of the source that trim to the same
    variant both answer.
    """
    from carrel.foundation.knowledge.adapters import gnomad  # noqa: PLC0415

    datasets = read_edition(folder).datasets

    def ask(own: list[VariantKey]) -> dict[int, list[PopulationFrequency]]:
        found: dict[int, list[PopulationFrequency]] = {}
        for dataset, populations in datasets:
            for index, records in gnomad.stored_frequencies(folder / dataset, dataset, populations, own).items():
                found.setdefault(index, []).extend(records)
        return found

    return _by_chromosome(keys, ask)


def overall_frequencies(
    folder: Path, chromosome: str, positions: Sequence[int], references: Sequence[str], alternates: Sequence[str]
) -> NDArray[np.float64]:
    """The highest frequency among everybody of each dataset, an array of the length of `positions`; NaN: no record.

    The quick way over millions of variants of one chromosome to those that may be rare: some population is at least as
    common as everybody together. Ask `frequencies_for` of the rest.
    """
    from carrel.foundation.knowledge.adapters import gnomad  # noqa: PLC0415

    highest = np.full(len(positions), np.nan)
    for dataset, populations in read_edition(folder).datasets:
        gnomad.raise_to_overall(folder / dataset, populations, chromosome, (positions, references, alternates), highest)
    return highest


def clinvar_for(folder: Path, keys: Sequence[VariantKey]) -> list[tuple[ClinVarRecord, ...]]:
    """ClinVar's records of these very variants in the ClinVar edition in `folder`."""
    from carrel.foundation.knowledge.adapters import clinvar  # noqa: PLC0415

    return _by_chromosome(keys, lambda own: clinvar.stored_records(folder, own))


def clinvar_same_protein_change(
    folder: Path, changes: Iterable[tuple[str, str]]
) -> Mapping[tuple[str, str], Sequence[ClinVarRecord]]:
    """Pathogenic, likely pathogenic and conflicting records that have one of these (gene symbol, protein change) pairs.

    Protein changes as `rules.protein_changes.protein_change` writes them: `p.Arg97Gly`. Pairs without a record are left out.
    Nothing is found in an edition that was added without `variant_summary.txt`: see `knows_protein_changes`.
    """
    from carrel.foundation.knowledge.adapters import clinvar  # noqa: PLC0415

    return clinvar.stored_protein_changes(folder, set(changes))


def knows_protein_changes(folder: Path) -> bool:
    """Can the ClinVar edition in `folder` be asked for protein changes? "No" is not the same as "none found"."""
    from carrel.foundation.knowledge.adapters import clinvar  # noqa: PLC0415

    return any(file.name == clinvar.PROTEINS for file in read_edition(folder).files)


def stored_genes(folder: Path) -> list[GeneRecord]:
    """All genes of the genes edition in `folder`, by HGNC id."""
    from carrel.foundation.knowledge.adapters import genes  # noqa: PLC0415

    return genes.stored_genes(folder)


def gene_names(folder: Path | None = None, panels: Iterable[Panel] = ()) -> GeneNames:
    """Names of genes from a genes edition, from panels, or from both; the edition's current symbols go first."""
    from carrel.foundation.knowledge.adapters import genes  # noqa: PLC0415

    stored = genes.stored_genes(folder, names_only=True) if folder else []
    return GeneNames([*stored, *records_of_panels(panels)])


def propose_panels(
    terms: Sequence[PhenotypeTerm], panels: Iterable[Panel], gene_scores: Mapping[str, float] | None = None
) -> tuple[PanelProposal, ...]:
    """Panels for a patient whose order names none, best first, with reasons: see `rules.proposing.propose`."""
    return proposing.propose(terms, panels, gene_scores)


def protein_change(text: str) -> str:
    """A protein change in the spelling of `clinvar_same_protein_change`, from any HGVS spelling; "" for none."""
    return protein_changes.protein_change(text)


def _by_chromosome(
    keys: Sequence[VariantKey], ask: Callable[[list[VariantKey]], dict[int, list[Answer]]]
) -> list[tuple[Answer, ...]]:
    places: dict[str, list[int]] = {}
    for index, key in enumerate(keys):
        places.setdefault(key.chromosome, []).append(index)
    answers: list[tuple[Answer, ...]] = [()] * len(keys)
    for indices in places.values():
        for own, records in ask([keys[index] for index in indices]).items():
            answers[indices[own]] = tuple(records)
    return answers


def _natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Sorting key in which 4.10 comes after 4.9."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((1, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts)
