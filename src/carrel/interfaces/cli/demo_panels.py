"""The gene panels of the demonstration: G2P's lists, with what is known of their genes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from carrel.interfaces.cli.demo_inputs import excerpts


# Names of the panels, and their files in the folder of G2P's lists.
G2P_LISTS = {
    "Developmental disorders (G2P)": "DDG2P.csv",
    "Eye disorders (G2P)": "EyeG2P.csv",
    "Skin disorders (G2P)": "SkinG2P.csv",
    "Cancer predisposition (G2P)": "CancerG2P.csv",
    "Cardiac disorders (G2P)": "CardiacG2P_curated_20210723.csv",
}


class Loaded(NamedTuple):
    """A panel of the demonstration."""

    panel: str  # id@version
    name: str
    genes: int


def load_demo_panels(data: Path | None, *, at: datetime) -> list[Loaded]:
    """Load the five lists into the house, whose database must be open: the whole public files of `data`, else the excerpts.

    Names and places of their genes are loaded first, where the house has no genes yet. Loading again changes nothing.
    """
    # The tables of the database are known only after the house is open.
    from carrel.foundation.knowledge.actions.evidence_tables import take_table  # noqa: PLC0415
    from carrel.foundation.knowledge.actions.genes import load_genes_of_panels  # noqa: PLC0415
    from carrel.foundation.vocabulary.actors import OPERATOR  # noqa: PLC0415

    whole = data is not None and (data / "panels" / "g2p" / "DDG2P.csv").is_file()
    lists = data / "panels" / "g2p" if data and whole else excerpts() / "g2p"
    genes = data / "reference" / "genes.json.tgz" if data and whole else excerpts() / "g2p" / "genes.json.gz"
    _load_genes(genes, at)
    loaded = []
    for name, file in G2P_LISTS.items():
        if (lists / file).is_file():
            # One row of the heart list has the symbol of one gene and the id of another: such rows are left out.
            taken = take_table(OPERATOR, lists / file, "g2p", name=name, at=at, leave_out_faulty=True)
            loaded.append(Loaded(taken.panel, taken.name, taken.genes))
    load_genes_of_panels(OPERATOR, at=at)
    return loaded


def _load_genes(file: Path, at: datetime) -> None:
    from carrel.foundation.knowledge.models import Gene  # noqa: PLC0415 - see load_demo_panels

    if not file.is_file() or Gene.objects.exists():
        return
    from carrel.interfaces.cli.panels_genes import load_file  # noqa: PLC0415 - see load_demo_panels

    load_file(file, "demonstration", at)
