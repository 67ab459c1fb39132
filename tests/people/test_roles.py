"""The table of roles is the one source: of the page, of the documentation, of what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from carrel.foundation.people import states
from carrel.foundation.people.rules import roles_page
from carrel.foundation.vocabulary.actors import Permission


pytestmark = pytest.mark.row("M20")
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "roles.md"


def test_the_reference_page_is_what_the_tables_say() -> None:
    """If this fails: PYTHONPATH=src python -c 'from carrel.foundation.people.rules import roles_page; print(roles_page(), end="")' > docs/reference/roles.md"""
    assert PAGE.read_text() == roles_page()


@pytest.mark.parametrize("permission", Permission)
def test_every_permission_has_words_and_somebody_who_holds_it(permission: Permission) -> None:
    assert states.MEANINGS[permission]
    assert states.roles_with(permission)


def test_whoever_checks_changes_nothing() -> None:
    assert states.BY_KEY["auditor"].permissions == {Permission.READ_LEDGER}
    assert Permission.CURATE_PANELS not in states.BY_KEY["administrator"].permissions


def test_roles_that_can_do_harm_need_a_second_factor() -> None:
    harmless = {Permission.REVIEW_PANELS}
    assert {role.key for role in states.ROLES if not role.second_factor} == {
        role.key for role in states.ROLES if role.permissions <= harmless
    }


def test_roles_that_do_not_exist_give_nothing() -> None:
    assert not states.permissions_of(frozenset({"wizard"}))
    assert not states.narrowed(frozenset(Permission), frozenset({"panels:everything"}))
