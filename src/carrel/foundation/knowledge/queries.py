"""Questions to outside knowledge: panels of a folder, editions of a store, frequencies, ClinVar, gene names."""

from __future__ import annotations

from pathlib import Path

from carrel.foundation.knowledge.adapters.panelapp_files import PanelShelf


def open_panels(folder: Path) -> PanelShelf:
    """The panels in a folder of PanelApp files; nothing is read before it is asked for.

    Raises PanelIsUnknown if there is no such folder.
    """
    return PanelShelf(folder)
