"""The roles, each with what it is for and what it may do: the one table from which pages, checks and documentation are made."""

from __future__ import annotations

from dataclasses import dataclass

from carrel.foundation.vocabulary.actors import Permission


@dataclass(frozen=True, slots=True)
class Role:
    """A role somebody can be given. `key` is stored; the rest is for people to read."""

    key: str
    title: str
    prose: str
    permissions: frozenset[Permission]


ROLES = (
    Role(
        "reviewer",
        "Panel reviewer",
        "An expert who rates and comments on genes, repeats and regions. Everybody can read their reviews under their name.",
        frozenset({Permission.REVIEW_PANELS}),
    ),
    Role(
        "curator",
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
    ),
    Role(
        "administrator",
        "Administrator",
        "Invites people, gives and takes roles, suspends accounts and ends sessions. Takes no part in curation.",
        frozenset({Permission.MANAGE_PEOPLE, Permission.INVITE_REVIEWERS}),
    ),
    Role(
        "auditor",
        "Auditor",
        "Reads the ledger of who did what and when, and sees whether it is whole. Changes nothing.",
        frozenset({Permission.READ_LEDGER}),
    ),
)
BY_KEY = {role.key: role for role in ROLES}


def permissions_of(keys: frozenset[str]) -> frozenset[Permission]:
    """What somebody with these roles may do. Unknown keys give nothing."""
    return frozenset(permission for key in keys if key in BY_KEY for permission in BY_KEY[key].permissions)
