"""Every version of every panel comes back byte for byte, whatever is done to the panels afterwards."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random

import pytest

from carrel.foundation.knowledge.actions import bulk, genes, panels, superpanels
from carrel.foundation.knowledge.actions.decisions import decide
from carrel.foundation.knowledge.actions.entities import add_entity, edit_entity, remove_entity
from carrel.foundation.knowledge.actions.reviews import review, withdraw_review
from carrel.foundation.knowledge.actions.taking import take_panel
from carrel.foundation.knowledge.errors import EntityIsUnknown, EntryIsWrong, NotAllowed, NothingChanges
from carrel.foundation.knowledge.models import HOUSE, STANDING, EntityRow, Panel, PanelVersion
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.panels import content_hash, read_panel
from carrel.foundation.knowledge.states import PANEL_PROCESS, Confidence, EntityKind
from carrel.foundation.knowledge.values import GeneRecord
from carrel.foundation.ledger import queries as ledger
from tests.panels.made import ALL_MET, CURATOR, NOW, REVIEWER, SECOND, gene_document, panel_with, taken_document


EDITS = int(os.environ.get("CARREL_EDITS", "1000"))
SYMBOLS = [f"GENE{number}" for number in range(1, 41)]
WORDS = ["Ataxia", "Palsy; spastic", "Größe", "=cmd()", "“quoted”", "a\nb", "<b>bold</b>", "", "🧬"]


class Curation:
    """Does one random thing after another, and keeps what every version said when it was made: a dict, and nothing clever."""

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)
        self.kept: dict[tuple[int, int], bytes] = {}  # (panel's row, version's number) -> its document when it was made
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.at = NOW
        self.names = 0
        panel_with(*SYMBOLS[:3], name="First")
        genes.load_genes(
            CURATOR, [GeneRecord(f"HGNC:{n}", s, biotype="protein_coding") for n, s in enumerate(SYMBOLS, 1)], "g1", NOW
        )
        take_panel(CURATOR, taken_document(402, "1.4", [gene_document("AAA", 900)]), origin="elsewhere", at=NOW)
        self.note()

    def note(self) -> None:
        """Keep the documents of versions that are new, and see that they are well formed."""
        for version in PanelVersion.objects.select_related("panel", "head").order_by("pk"):
            key = (version.panel_id, version.sequence)
            if key not in self.kept:
                self.kept[key] = curated.document(version.panel, version)
                parsed = json.loads(self.kept[key])
                assert content_hash(parsed) == version.content_hash
                assert parsed["stats"]["number_of_genes"] == len(parsed["genes"])

    def step(self) -> None:
        self.at += timedelta(minutes=1)
        name = self.dice.choice(list(ACTS))
        try:
            ACTS[name](self)
        except (NotAllowed, EntryIsWrong, NothingChanges, EntityIsUnknown) as objection:
            self.refused[name] += str(objection).endswith(".")
        else:
            self.done[name] += 1
        newest = PanelVersion.objects.order_by("-pk")[:4]
        if any((version.panel_id, version.sequence) not in self.kept for version in newest):
            self.note()

    def panel(self) -> Panel:
        every = list(Panel.objects.filter(catalogue=HOUSE).order_by("pk"))
        return self.dice.choice(every)

    def plain(self) -> Panel:
        return self.dice.choice(list(Panel.objects.filter(catalogue=HOUSE, composed=False).order_by("pk")))

    def row(self, panel: Panel) -> EntityRow:
        rows = list(EntityRow.objects.filter(panel=panel, until=STANDING).order_by("pk"))
        if not rows:
            raise EntityIsUnknown("There is nothing on this panel.")
        return self.dice.choice(rows)

    def words(self) -> list[str]:
        return self.dice.sample(WORDS, self.dice.randint(0, 3))

    def fresh_name(self) -> str:
        self.names += 1
        return f"Panel {self.names}"

    def fields(self) -> dict[str, object]:
        every: dict[str, object] = {
            "phenotypes": self.words(), "publications": self.words(), "tags": self.words(), "transcript": self.words(),
            "mode_of_inheritance": self.dice.choice(["", "MITOCHONDRIAL", "Unknown"]), "penetrance": self.dice.choice(["", "Complete"]),
        }  # fmt: skip
        return {name: every[name] for name in self.dice.sample(list(every), self.dice.randint(1, 4))}


def _add(self: Curation) -> None:
    panel, number = self.plain(), self.dice.randint(1, len(SYMBOLS))
    add_entity(
        CURATOR,
        panel_id=panel.pk,
        kind=EntityKind.GENE,
        name="",
        hgnc_id=f"HGNC:{number}",
        fields=self.fields(),
        at=self.at,
    )


def _add_repeat(self: Curation) -> None:
    fields = {
        "repeated_sequence": "CAG",
        "chromosome": "4",
        "grch38_coordinates": [3, 9],
        "normal_repeats": 5,
        "pathogenic_repeats": 30,
    }
    name = f"STR_{self.dice.randint(1, 5)}"
    add_entity(CURATOR, panel_id=self.plain().pk, kind=EntityKind.STR, name=name, fields=fields, at=self.at)


def _add_region(self: Curation) -> None:
    fields = {
        "chromosome": "X",
        "grch38_coordinates": [3, 9],
        "required_overlap_percentage": 60,
        "type_of_variants": "cnv_loss",
    }
    name = f"ISCA-{self.dice.randint(1, 5)}-Loss"
    add_entity(CURATOR, panel_id=self.plain().pk, kind=EntityKind.REGION, name=name, fields=fields, at=self.at)


def _edit(self: Curation) -> None:
    panel = self.plain()
    row = self.row(panel)
    edit_entity(
        CURATOR,
        panel_id=panel.pk,
        kind=EntityKind(row.kind),
        name=row.name,
        fields=self.fields(),
        base=row.sha256,
        at=self.at,
    )


def _remove(self: Curation) -> None:
    panel = self.plain()
    row = self.row(panel)
    remove_entity(CURATOR, panel_id=panel.pk, kind=EntityKind(row.kind), name=row.name, base=row.sha256, at=self.at)


def _decide(self: Curation) -> None:
    panel = self.plain()
    row = self.row(panel)
    decide(
        CURATOR, panel_id=panel.pk, kind=EntityKind(row.kind), name=row.name, confidence=self.dice.choice(list(Confidence)),
        criteria=self.dice.choice([ALL_MET, {}]), comment=self.dice.choice(["", "Because."]), base=row.sha256, at=self.at,
    )  # fmt: skip


def _review(self: Curation) -> None:
    panel = self.plain()
    row, actor = self.row(panel), self.dice.choice([REVIEWER, SECOND])
    about = {"panel_id": panel.pk, "kind": EntityKind(row.kind), "name": row.name, "at": self.at}
    if self.dice.random() < 0.2:
        withdraw_review(actor, **about)
    review(actor, opinion=self.dice.choice(["GREEN", "RED", ""]), fields={"phenotypes": self.words()}, **about)


def _about(self: Curation) -> None:
    panel = self.panel()
    about = {
        "disease_group": self.dice.choice(["", "Neurology", "Größe"]),
        "relevant_disorders": [f"R{self.dice.randint(1, 9)}"],
    }
    panels.edit_about(CURATOR, panel_id=panel.pk, about=about, base_sequence=panel.sequence, at=self.at)


def _rename(self: Curation) -> None:
    panel = self.panel()
    panels.edit_about(
        CURATOR, panel_id=panel.pk, about={"name": self.fresh_name()}, base_sequence=panel.sequence, at=self.at
    )


def _step(self: Curation) -> None:
    panel = self.panel()
    verbs = [step.verb for step in PANEL_PROCESS.steps if step.start == panel.status and step.verb != "delete"]
    verb = self.dice.choice([*verbs, "publish", "restore"]) if self.dice.random() < 0.95 else "delete"
    panels.take_step(CURATOR, panel_id=panel.pk, verb=verb, at=self.at)


def _promote(self: Curation) -> None:
    panels.promote_version(CURATOR, panel_id=self.panel().pk, comment="Fit.", at=self.at)


def _sign_off(self: Curation) -> None:
    panel = self.panel()
    version = self.dice.choice(list(PanelVersion.objects.filter(panel=panel).order_by("pk")))
    panels.sign_off(CURATOR, panel_id=panel.pk, version=str(version), at=self.at)


def _copy(self: Curation) -> None:
    panel = self.panel()
    version = self.dice.choice(list(PanelVersion.objects.filter(panel=panel).order_by("pk")))
    panels.copy_panel(CURATOR, panel_id=panel.pk, version=str(version), name=self.fresh_name(), at=self.at)


def _compose(self: Curation) -> None:
    if Panel.objects.filter(composed=True).count() > 3:
        raise NothingChanges("There are enough.")
    numbers = list({self.panel().number for _ in range(self.dice.randint(1, 3))})
    superpanels.compose(CURATOR, name=self.fresh_name(), children=numbers, at=self.at)


def _set_children(self: Curation) -> None:
    composed = list(Panel.objects.filter(composed=True).order_by("pk"))
    if not composed:
        raise NothingChanges("There is none yet.")
    numbers = list({self.panel().number for _ in range(self.dice.randint(1, 4))})
    superpanels.set_children(CURATOR, panel_id=self.dice.choice(composed).pk, children=numbers, at=self.at)


def _import(self: Curation) -> None:
    numbers = self.dice.sample(range(1, len(SYMBOLS) + 3), 4)  # the last two are unknown: nothing is imported then
    cells = [
        (f"HGNC:{one}", self.dice.choice(["green", "red", ""]), self.dice.choice(["Ataxia", "", "Palsy; X"]))
        for one in numbers
    ]
    lines = ["hgnc_id\trating\tphenotypes", *map("\t".join, cells)]
    result = bulk.import_rows(
        CURATOR, panel_id=self.plain().pk, text="\n".join(lines).encode(), at=self.at, comment="From the clinic's list."
    )
    if result.faults:
        raise EntryIsWrong([(fault.column, fault.sentence) for fault in result.faults])


def _rename_gene(self: Curation) -> None:
    number = self.dice.randint(1, len(SYMBOLS))
    genes.load_genes(CURATOR, [GeneRecord(f"HGNC:{number}", f"NEW{self.dice.randint(1, 99)}")], "g2", self.at)
    genes.refresh_symbols(CURATOR, panel_id=self.plain().pk, at=self.at)


def _take(self: Curation) -> None:
    panel = Panel.objects.get(number=402)
    own = [
        gene_document(f"T{n}", 800 + n, self.dice.choice("0123"))
        for n in self.dice.sample(range(9), self.dice.randint(0, 6))
    ]
    taken = taken_document(402, f"1.{panel.minor + 1}", own, name=panel.name)
    take_panel(CURATOR, taken, origin="elsewhere", at=self.at)


def _adopt(self: Curation) -> None:
    if self.dice.random() < 0.1:
        panels.adopt(CURATOR, panel_id=Panel.objects.get(number=402).pk, at=self.at)


ACTS: dict[str, Callable[[Curation], None]] = {
    "add": _add, "add again": _add, "add repeat": _add_repeat, "add region": _add_region, "edit": _edit, "edit again": _edit,
    "remove": _remove, "decide": _decide, "decide again": _decide, "review": _review, "about": _about, "rename": _rename,
    "step": _step, "promote": _promote, "sign off": _sign_off, "copy": _copy, "compose": _compose, "set children": _set_children,
    "import": _import, "rename a gene": _rename_gene, "take": _take, "adopt": _adopt,
}  # fmt: skip


@pytest.mark.django_db(transaction=True)
@pytest.mark.row("M6")
def test_every_version_comes_back_byte_for_byte_after_a_thousand_edits_of_all_kinds() -> None:
    curation = Curation(seed=20260504)
    for _ in range(EDITS):
        curation.step()
    assert set(curation.done) == set(ACTS), "every kind of edit was made"
    curation.note()
    assert len(curation.kept) == PanelVersion.objects.count() > EDITS / 2
    for version in PanelVersion.objects.select_related("panel", "head"):
        document = curated.document(version.panel, version)
        assert document == curation.kept[version.panel_id, version.sequence]
        assert (
            content_hash(json.loads(document)) == version.content_hash == read_panel(json.loads(document)).content_hash
        )
    assert ledger.verify().finding is None
