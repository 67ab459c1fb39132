"""Who may use which operation: the table, every role at every door, and the page that says so."""

from __future__ import annotations

import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from carrel.foundation.people.states import ROLES, SCOPES
from carrel.foundation.vocabulary.actors import PUBLIC, Actor, Permission
from carrel.interfaces.api.v2.operations import Operations
from carrel.interfaces.api.v2.permissions import NEEDS, Open, OperationIsNotDeclared, may_use
from tests.api_v2.described import DOCUMENT
from tests.api_v2.world import Program, World


pytestmark = [pytest.mark.django_db, pytest.mark.row("M20", "M6")]
PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "api-permissions.md"
OPERATIONS = {
    operation["operationId"]: (method.upper(), path, operation)
    for path, methods in DOCUMENT["paths"].items()
    for method, operation in methods.items()
}
ASKING = ["anybody", *(role.key for role in ROLES), "nobody-in-particular", "narrow"]
CLOSED = ["suspended", "expired", "revoked", "invented"]


def test_every_operation_is_in_the_table_and_every_line_of_the_table_is_an_operation() -> None:
    assert set(OPERATIONS) == set(NEEDS)


def test_every_operation_says_what_it_takes_in_the_description() -> None:
    assert {name: one[2]["x-carrel-permission"] for name, one in OPERATIONS.items()} == {
        name: needs.value for name, needs in NEEDS.items()
    }


def test_an_operation_that_is_not_in_the_table_does_not_start() -> None:
    def open_the_safe() -> None:
        """Open the safe."""

    with pytest.raises(OperationIsNotDeclared, match="open_the_safe"):
        Operations("Safes").reads("/safe", None)(open_the_safe)


def test_nothing_that_changes_panels_or_people_is_open_to_all() -> None:
    changing = {name for name, (method, _, _) in OPERATIONS.items() if method != "GET"}
    assert not {name for name in changing if NEEDS[name] is Open.TO_ALL}


def _address(world: World, path: str) -> str:
    known = {"number": str(world.public.number), "kind": "gene", "name": "BRCA1", "version": "0.3", "key": "BRCA1",
             "id": str(uuid.UUID(int=7)), "role": "auditor"}  # fmt: skip
    address = re.sub(r"{(\w+)}", lambda match: known[match[1]], path)
    return address + {"search_genes": ""}.get(path, "")


def _is_refused_at_the_door(answer: Any) -> bool:
    """Whether the door refused; what an operation itself objects to comes after it."""
    if answer.status_code == 401:
        return True
    return answer.status_code == 403 and answer.json()["detail"].startswith(
        ("This needs a role", "This needs an account")
    )


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_each_role_passes_exactly_the_doors_that_the_table_opens_to_it(name: str, role_world: World) -> None:
    method, path, _ = OPERATIONS[name]
    address = _address(role_world, path)
    for role in ASKING:
        actor = role_world.actors.get(role, PUBLIC)
        held = Actor(actor.id, actor.name, frozenset({Permission.READ_LEDGER})) if role == "narrow" else actor
        if role == "nobody-in-particular":
            held = Actor(actor.id, actor.name)
        answer = Program(role_world, role).ask(method, address, {} if method in ("POST", "PUT", "PATCH") else None)
        assert answer.status_code < 500, answer.content
        assert _is_refused_at_the_door(answer) is not may_use(held, NEEDS[name]), (
            role,
            answer.status_code,
            answer.content,
        )
        if answer.status_code == 403 and _is_refused_at_the_door(answer):
            assert answer.json()["objections"]


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_a_token_that_opens_nothing_opens_no_door_not_even_those_open_to_all(name: str, role_world: World) -> None:
    method, path, _ = OPERATIONS[name]
    for role in CLOSED:
        answer = Program(role_world, role).ask(method, _address(role_world, path))
        assert answer.status_code == 401, (role, answer.content)
        assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Carrel"'
        assert role_world.tokens[role] not in answer.content.decode()


def test_a_session_opens_doors_too_but_changes_need_the_proof_that_they_come_from_a_page(
    role_world: World, settings: Any
) -> None:
    from carrel.foundation.people.models import Account

    settings.CARREL_MFA_REQUIRED = False
    browser = Client(enforce_csrf_checks=True)
    account = Account.objects.get(id=role_world.actors["curator"].id)
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert browser.get("/api/v2/me").json()["by_token"] is False
    sent = {"data": {"name": "Eyes"}, "content_type": "application/json"}
    refused = browser.post("/api/v2/panels", **sent)
    assert refused.status_code == 403
    assert "X-CSRFToken" in refused.json()["detail"]
    from django.middleware.csrf import _get_new_csrf_string

    secret = _get_new_csrf_string()
    browser.cookies["csrftoken"] = secret
    made = browser.post("/api/v2/panels", **sent, headers={"X-CSRFToken": secret})
    assert made.status_code == 201, made.content


def test_a_session_without_the_second_factor_that_its_role_needs_opens_nothing(
    role_world: World, settings: Any
) -> None:
    from carrel.foundation.people.models import Account

    settings.CARREL_MFA_REQUIRED = True
    browser = Client()
    account = Account.objects.get(id=role_world.actors["curator"].id)
    browser.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    told = browser.get("/api/v2/me")
    assert (told.status_code, told.headers["Content-Type"]) == (403, "application/problem+json")
    assert "second factor" in told.json()["detail"]


def test_a_token_cannot_make_tokens(role_world: World) -> None:
    answer = Program(role_world, "curator").ask("POST", "/me/tokens", {"label": "more", "scopes": ["panels:curate"]})
    assert answer.status_code == 403
    assert answer.json()["objections"] == ["A token cannot make tokens; sign in and make it on your account page."]


def test_panels_that_are_not_public_are_not_there_for_those_who_may_not_read_them(
    role_world: World,
) -> None:
    hidden = role_world.internal.number
    for role, status in (("", 404), ("reviewer", 404), ("auditor", 404), ("curator", 200)):
        for path in ("", "/versions", "/entities", "/entities/gene/BRCA1", "/activities", "/versions/0.1/document"):
            assert Program(role_world, role).ask("GET", f"/panels/{hidden}{path}").status_code == status, (role, path)
    numbers = [one["number"] for one in Program(role_world).ask("GET", "/panels").json()["results"]]
    assert numbers == [role_world.public.number]


def page() -> str:
    """The table of the documentation, from the table of the software."""
    titles = ["Everybody", "Any account", *(role.title for role in ROLES)]
    lines = [
        "# Who may use which operation of the API", "",
        "Made from `carrel/interfaces/api/v2/permissions.py`; a test keeps it so, and asks every operation as every role. What is "
        "not in the table does not start. Panels that are not public are hidden from those who may not read them. A token opens "
        "what its owner's roles and its scopes both open; an expired, revoked or unknown token, or one of a suspended account, opens "
        "nothing.", "",
        f"| Operation | Request | {' | '.join(titles)} |", f"|---|---|{'---|' * len(titles)}",
    ]  # fmt: skip
    for name, needs in NEEDS.items():
        method, path, _ = OPERATIONS[name]
        everybody, account = may_use(PUBLIC, needs), may_use(Actor("somebody", ""), needs)
        roles = [may_use(Actor("somebody", "", role.permissions), needs) for role in ROLES]
        marks = " | ".join("yes" if one else "no" for one in (everybody, account, *roles))
        lines.append(f"| `{name}` | `{method} {path}` | {marks} |")
    lines += ["", "## Scopes of tokens", "", "| Scope | What it leaves of the owner's permissions |", "|---|---|"]
    lines += [f"| `{scope.key}` | {scope.prose} |" for scope in SCOPES]
    return "\n".join(lines) + "\n"


def test_the_page_of_permissions_is_the_table() -> None:
    assert PAGE.read_text() == page(), "run: python -m tests.api_v2.write_pages"
