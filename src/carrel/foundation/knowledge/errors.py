"""What can be wrong with knowledge: each message is one sentence that says what, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class KnowledgeIsUnusable(Exception):
    """Base of all faults of this room; its message can be shown to a person as it is."""


class PanelIsUnknown(KnowledgeIsUnusable):
    """A panel, or this version of it, is not in the folder."""


class PanelFileIsUnreadable(KnowledgeIsUnusable):
    """A file of the panels folder is truncated, too large, not JSON, or not a panel."""


class PanelIsAmbiguous(KnowledgeIsUnusable):
    """Two files state the same panel version with different content."""


class SourceIsUnreadable(KnowledgeIsUnusable):
    """A file that was to become part of an edition is truncated, malformed, or of another kind."""


class EditionIsUnknown(KnowledgeIsUnusable):
    """The store has no such edition."""


class EditionIsDamaged(KnowledgeIsUnusable):
    """A stored edition no longer has the bytes that were frozen."""


class HpoTermUnknown(KnowledgeIsUnusable):
    """A phenotype is not a term of the HPO edition in use, or no HPO id at all."""


class HpoFileIsDamaged(KnowledgeIsUnusable):
    """A file of an HPO edition is missing, empty, cut short or something else."""


class NotAllowed(KnowledgeIsUnusable):
    """The actor may not do this, or it cannot be done now; `objections` are the reasons, a sentence each."""

    def __init__(self, objections: Sequence[str]) -> None:
        super().__init__(" ".join(objections))
        self.objections = tuple(objections)


class SomebodyWasFaster(KnowledgeIsUnusable):
    """The entity or panel was changed after the writer had read it; nothing was written."""


class EntryIsWrong(KnowledgeIsUnusable):
    """Values given for an entity or panel cannot be taken; `faults` are (field, sentence) pairs, all of them."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__(" ".join(sentence for _, sentence in faults))
        self.faults = tuple(faults)


class GeneIsUnknown(KnowledgeIsUnusable):
    """No gene has this HGNC id or symbol."""


class GeneIsAmbiguous(GeneIsUnknown):
    """Several genes have this name; `candidates` are their (HGNC id, symbol) pairs."""

    def __init__(self, message: str, candidates: Sequence[tuple[str, str]]) -> None:
        super().__init__(message)
        self.candidates = tuple(candidates)


class EntityIsUnknown(KnowledgeIsUnusable):
    """The panel has no such gene, repeat or region."""


class NothingChanges(KnowledgeIsUnusable):
    """The values given are those that stand there already."""


class PanelAppIsSilent(KnowledgeIsUnusable):
    """A PanelApp server does not answer, answers something else, or leads elsewhere."""


class TableHasFaults(KnowledgeIsUnusable):
    """Rows of a table cannot be taken, so none was; `faults` are (line, column, sentence), all of them."""

    def __init__(self, name: str, faults: Sequence[tuple[int, str, str]]) -> None:
        line, column, sentence = faults[0]
        where = f"line {line}, column {column}" if column else f"line {line}"
        more = f" ({len(faults)} faults in all)" if len(faults) > 1 else ""
        super().__init__(f"Table {name} was not taken: {where}: {sentence}{more}")
        self.faults = tuple(faults)


class FolderIsTaken(KnowledgeIsUnusable):
    """Something lies where a new folder of panels was to be written."""
