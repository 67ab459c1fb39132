"""Who acts, and what they may do: the words that every room's policies are written in."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Permission(StrEnum):
    """One thing a person may be allowed to do. Roles (people) are sets of these; policies ask for one by name."""

    READ_INTERNAL_PANELS = "read_internal_panels"  # panels that are not public: in preparation, internal, retired
    REVIEW_PANELS = "review_panels"  # rate and comment on genes, repeats and regions
    CURATE_PANELS = "curate_panels"  # decide ratings, edit, import, copy, make and retire panels
    SIGN_OFF_PANELS = "sign_off_panels"  # declare a version fit for clinical use
    INVITE_REVIEWERS = "invite_reviewers"
    MANAGE_PEOPLE = "manage_people"  # invite, give and take roles, suspend, end sessions
    READ_LEDGER = "read_ledger"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks for something: a signed-in person, a program with a person's token, the operator, or the public.

    `id` is opaque and safe to write down anywhere (an account's UUID, `public`, `operator`); `name` is what the person is called
    on pages. A token's permissions are those of its owner that its scopes leave.
    """

    id: str
    name: str
    permissions: frozenset[Permission] = field(default_factory=frozenset)
    affiliation: str = ""

    def may(self, permission: Permission) -> bool:
        """Has this actor the permission?"""
        return permission in self.permissions

    @property
    def is_public(self) -> bool:
        """Is this nobody in particular?"""
        return self.id == "public"


PUBLIC = Actor("public", "Public")
# Whoever can run commands on the machine can read and write its database: the ledger says so by this name.
OPERATOR = Actor("operator", "Operator", frozenset(Permission))
