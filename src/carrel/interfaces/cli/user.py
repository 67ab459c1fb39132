"""`carrel user`: accounts and roles from the command line of the machine that holds the database."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from carrel.foundation.people.values import Person
from carrel.foundation.vocabulary.actors import OPERATOR
from carrel.interfaces.cli.faults import Refused
from carrel.interfaces.cli.house import open_house
from carrel.interfaces.cli.places import store_option


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def user() -> None:
    """Accounts: add or invite somebody, give and take roles, suspend.

    Whoever runs this acts as the operator; the ledger says so.

    \b
    carrel user add ada@hospital.example --name "Ada Curie" --role curator --invite
    carrel user role ada@hospital.example --give reviewer
    carrel user suspend ada@hospital.example --reason "left the hospital"
    """


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="Full name, as pages show it.")
@click.option("--affiliation", default="", help="Hospital, laboratory or institute.")
@click.option("--role", "roles", multiple=True, help="reviewer, curator, administrator or auditor; may be repeated.")
@click.option("--invite", is_flag=True, help="Send a letter with a link instead of opening the account at once.")
@click.option("--password-stdin", is_flag=True, help="Read the password's one line from standard input.")
@json_option
@store_option
def add(  # noqa: PLR0913 - one argument for each option
    email: str,
    name: str,
    affiliation: str,
    roles: tuple[str, ...],
    invite: bool,
    password_stdin: bool,
    as_json: bool,
    store: Path,
) -> None:
    """Open an account, or invite somebody with --invite.

    Without --password-stdin the account has no password: its owner signs in by the organisation's sign-in service, or asks for
    a letter on the sign-in page.

    \b
    echo "quiet harbour lanterns" | carrel user add ada@hospital.example --name "Ada Curie" --role curator --password-stdin
    """
    actions, _, now = _opened(store)
    if invite:
        _invite(actions.invite, email, name, roles, as_json, now)
        return
    password = _password() if password_stdin else None
    made = actions.add_account(
        OPERATOR, email=email, name=name, roles=roles, password=password, at=now, affiliation=affiliation
    )
    _show(made, as_json)


def _password() -> str:
    text = sys.stdin.readline().rstrip("\r\n")
    if not text:
        raise Refused("Standard input held no password; give it as one line.")
    return text


def _invite(invite: Any, email: str, name: str, roles: tuple[str, ...], as_json: bool, now: datetime) -> None:
    if len(roles) != 1:
        raise Refused("An invitation is for one role; give --role once, and further roles later.")
    sent = invite(OPERATOR, email=email, name=name, role=roles[0], at=now)
    told = {"invitation": sent.id, "role": sent.role, "expires_at": sent.expires_at.isoformat()}
    click.echo(
        json.dumps(told)
        if as_json
        else f"The invitation {sent.id} is in the outbox; its link works until {sent.expires_at:%Y-%m-%d}."
    )


@user.command()
@click.argument("email")
@click.option("--give", "given", multiple=True, help="A role to give; may be repeated.")
@click.option("--take", "taken", multiple=True, help="A role to take; may be repeated.")
@json_option
@store_option
def role(email: str, given: tuple[str, ...], taken: tuple[str, ...], as_json: bool, store: Path) -> None:
    """Give and take roles: all of it, or nothing.

    \b
    carrel user role ada@hospital.example --give curator --take reviewer
    """
    if not given and not taken:
        raise Refused("Say what to change: --give ROLE or --take ROLE.")
    actions, queries, now = _opened(store)
    account_id = queries.person_by_email(email).id
    actions.change_roles(OPERATOR, account_id=account_id, given=given, taken=taken, at=now)
    _show(queries.person(account_id), as_json)


@user.command()
@click.argument("email")
@click.option("--reason", required=True, help="Why; only administrators see it.")
@json_option
@store_option
def suspend(email: str, reason: str, as_json: bool, store: Path) -> None:
    """Close an account at once: sessions end, tokens open nothing.

    \b
    carrel user suspend ada@hospital.example --reason "left the hospital"
    """
    actions, queries, now = _opened(store)
    account_id = queries.person_by_email(email).id
    actions.suspend(OPERATOR, account_id=account_id, reason=reason, at=now)
    _show(queries.person(account_id), as_json)


@user.command()
@click.argument("email")
@json_option
@store_option
def reinstate(email: str, as_json: bool, store: Path) -> None:
    """Open a suspended account again.

    \b
    carrel user reinstate ada@hospital.example
    """
    actions, queries, now = _opened(store)
    account_id = queries.person_by_email(email).id
    actions.reinstate(OPERATOR, account_id=account_id, at=now)
    _show(queries.person(account_id), as_json)


@user.command("reset-second-factor")
@click.argument("email")
@json_option
@store_option
def reset_second_factor(email: str, as_json: bool, store: Path) -> None:
    """Help somebody who lost telephone, passkeys and recovery codes: take them off the account. The password stays.

    Make sure that the person is who they say. They are signed out everywhere, and set up a new second factor at the next sign-in.

    \b
    carrel user reset-second-factor ada@hospital.example
    """
    actions, queries, now = _opened(store)
    account_id = queries.person_by_email(email).id
    actions.reset_second_factor(OPERATOR, account_id=account_id, at=now)
    _show(queries.person(account_id), as_json)


@user.command("list")
@click.option("--role", "wanted", default="", help="Only those who hold this role.")
@json_option
@store_option
def list_users(wanted: str, as_json: bool, store: Path) -> None:
    """List accounts with their roles.

    \b
    carrel user list --role curator --json
    """
    _, queries, _ = _opened(store)
    found = queries.people(role=wanted, limit=100_000)
    if as_json:
        click.echo(json.dumps([_told_of(person) for person in found], indent=1, ensure_ascii=False))
        return
    for person in found:
        click.echo(_line(person))


def _opened(store: Path) -> tuple[Any, Any, datetime]:
    """The house is opened: the room's actions and queries, which need Django's settings, and the time."""
    open_house(store)
    from django.utils import timezone  # noqa: PLC0415 - start-up time

    from carrel.foundation.people import actions, queries  # noqa: PLC0415 - needs Django's settings

    return actions, queries, timezone.now()


def _show(person: Person, as_json: bool) -> None:
    click.echo(json.dumps(_told_of(person), ensure_ascii=False) if as_json else _line(person))


def _line(person: Person) -> str:
    state = "suspended" if person.is_suspended else "open"
    return f"{person.email}\t{person.name}\t{', '.join(person.roles) or 'no role'}\t{state}"


def _told_of(person: Person) -> dict[str, object]:
    return {
        "id": person.id,
        "email": person.email,
        "name": person.name,
        "affiliation": person.affiliation,
        "roles": list(person.roles),
        "suspended_at": person.suspended_at.isoformat() if person.suspended_at else None,
        "second_factor": person.second_factor,
    }
