"""A gene that a program puts on a panel is known by its HGNC id, whatever it is called."""

from __future__ import annotations

import pytest

from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.rules.entity_fields import refused_name
from carrel.foundation.knowledge.states import EntityKind
from tests.api_v2.world import SYMBOLS, Program, World


pytestmark = [pytest.mark.django_db, pytest.mark.row("M6")]
HGNC_ID, SYMBOL = next((key, symbol) for key, symbol in SYMBOLS.items() if key not in ("HGNC:1100", "HGNC:1101"))


@pytest.mark.parametrize("name", [SYMBOL, SYMBOL.lower(), f"OLD{SYMBOL}", HGNC_ID])
def test_a_gene_that_is_added_by_a_name_has_its_hgnc_id_and_symbol_of_today(world: World, name: str) -> None:
    made = Program(world, "curator").ask(
        "POST", f"/panels/{world.public.number}/entities", {"kind": "gene", "name": name}
    )
    assert (made.status_code, made.json()["entity"]["name"], made.json()["entity"]["hgnc_id"]) == (201, SYMBOL, HGNC_ID)
    assert curated.current_row(world.public, EntityKind.GENE, SYMBOL).hgnc_id == HGNC_ID


@pytest.mark.parametrize(
    "name", ["NOSUCH", f"{SYMBOL}\u200b", f"\u202e{SYMBOL}", "\uff22\uff32\uff23\uff21\uff11", ".."]
)
def test_what_only_looks_like_a_gene_is_refused(world: World, name: str) -> None:
    asked = {"kind": "gene", "name": name}
    answer = Program(world, "curator").ask("POST", f"/panels/{world.public.number}/entities", asked)
    assert answer.status_code == 422


def test_a_symbol_and_the_hgnc_id_of_another_gene_are_refused(world: World) -> None:
    asked = {"kind": "gene", "name": SYMBOLS["HGNC:1100"], "hgnc_id": HGNC_ID}
    answer = Program(world, "curator").ask("POST", f"/panels/{world.public.number}/entities", asked)
    assert answer.status_code == 422
    assert SYMBOL in answer.json()["detail"]


@pytest.mark.parametrize("name", ["..", ".", "DMPK\u200b_CTG", "\u202eDMPK"])
def test_names_without_a_shape_or_that_addresses_swallow_are_refused(name: str) -> None:
    assert refused_name(EntityKind.STR, name)
