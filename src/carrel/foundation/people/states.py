"""The roles and the scopes, each with what it is for and what it may do: the tables from which pages, checks and documentation are made."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.foundation.vocabulary.actors import Permission


@dataclass(frozen=True, slots=True)
class Role:
    """A role somebody can be given. `key` is stored; the rest is for people to read.

    Whoever holds a role with `second_factor` signs in with an authenticator app or a passkey as well.
    """

    key: str
    title: str
    prose: str
    permissions: frozenset[Permission]
    second_factor: bool = False


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token may be used for. It leaves of its owner's permissions those that are named here."""

    key: str
    prose: str
    permissions: frozenset[Permission]


REVIEWER, CURATOR, ADMINISTRATOR, AUDITOR = "reviewer", "curator", "administrator", "auditor"

ROLES = (
    Role(
        REVIEWER,
        "Panel reviewer",
        "An expert who rates and comments on genes, repeats and regions. Everybody can read their reviews under their name.",
        frozenset({Permission.REVIEW_PANELS}),
    ),
    Role(
        CURATOR,
        "Panel curator",
        "Decides ratings from reviews and evidence, edits and imports panels, signs versions off, and invites reviewers.",
        frozenset(
            {
                Permission.READ_INTERNAL_PANELS,
                Permission.REVIEW_PANELS,
                Permission.CURATE_PANELS,
                Permission.SIGN_OFF_PANELS,
                Permission.INVITE_REVIEWERS,
            }
        ),
        second_factor=True,
    ),
    Role(
        ADMINISTRATOR,
        "Administrator",
        "Invites people, gives and takes roles, suspends accounts and ends sessions. Takes no part in curation.",
        frozenset({Permission.MANAGE_PEOPLE, Permission.INVITE_REVIEWERS}),
        second_factor=True,
    ),
    Role(
        AUDITOR,
        "Auditor",
        "Reads the ledger of who did what and when, and sees whether it is whole. Changes nothing.",
        frozenset({Permission.READ_LEDGER}),
        second_factor=True,
    ),
)
BY_KEY = {role.key: role for role in ROLES}

SCOPES = (
    Scope("panels:read", "Read panels that are not public.", frozenset({Permission.READ_INTERNAL_PANELS})),
    Scope("panels:review", "Write reviews.", frozenset({Permission.REVIEW_PANELS})),
    Scope("panels:curate", "Decide ratings and edit panels.", frozenset({Permission.CURATE_PANELS})),
    Scope("panels:sign_off", "Sign versions off.", frozenset({Permission.SIGN_OFF_PANELS})),
    Scope(
        "people:manage",
        "Invite people, give and take roles, suspend accounts.",
        frozenset({Permission.MANAGE_PEOPLE, Permission.INVITE_REVIEWERS}),
    ),
    Scope("ledger:read", "Read the ledger.", frozenset({Permission.READ_LEDGER})),
)
SCOPE_BY_KEY = {scope.key: scope for scope in SCOPES}

# What each permission is in words: "You need a role that may ...".
MEANINGS = {
    Permission.READ_INTERNAL_PANELS: "read panels that are not public",
    Permission.REVIEW_PANELS: "review genes, repeats and regions",
    Permission.CURATE_PANELS: "decide ratings and edit panels",
    Permission.SIGN_OFF_PANELS: "sign versions off",
    Permission.INVITE_REVIEWERS: "invite reviewers",
    Permission.MANAGE_PEOPLE: "invite people, give and take roles, suspend accounts and end sessions",
    Permission.READ_LEDGER: "read the ledger",
}


def permissions_of(keys: frozenset[str]) -> frozenset[Permission]:
    """What somebody with these roles may do. Unknown keys give nothing."""
    return frozenset(permission for key in keys if key in BY_KEY for permission in BY_KEY[key].permissions)


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that hold a permission, in the order of the table."""
    return tuple(role for role in ROLES if permission in role.permissions)


def needs_second_factor(keys: frozenset[str]) -> bool:
    """Must somebody with these roles show more than a password?"""
    return any(BY_KEY[key].second_factor for key in keys if key in BY_KEY)


def narrowed(held: frozenset[Permission], scopes: frozenset[str]) -> frozenset[Permission]:
    """What the scopes of a token leave of its owner's permissions. Unknown scopes give nothing."""
    named = {item for key in scopes if key in SCOPE_BY_KEY for item in SCOPE_BY_KEY[key].permissions}
    return held & named
