"""Every change to those who sign in: invitations, roles, suspension, sessions, tokens; each writes its line in the ledger."""

from __future__ import annotations

from carrel.foundation.people.actions.accounts import (
    add_account,
    change_roles,
    end_sessions,
    forget_password,
    give_role,
    note,
    reinstate,
    reset_second_factor,
    suspend,
    take_role,
    update_profile,
)
from carrel.foundation.people.actions.invitations import (
    accept_invitation,
    accept_invitation_of,
    invite,
    withdraw_invitation,
)
from carrel.foundation.people.actions.tokens import issue_token, revoke_token


__all__ = [
    "accept_invitation", "accept_invitation_of", "add_account", "change_roles", "end_sessions", "forget_password", "give_role", "invite", "issue_token",
    "note", "reinstate", "reset_second_factor", "revoke_token", "suspend", "take_role", "update_profile", "withdraw_invitation",
]  # fmt: skip
