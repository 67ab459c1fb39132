"""The one table of who may use which operation of the API. An operation that is not in it does not start."""

from __future__ import annotations

from enum import StrEnum

from carrel.foundation.vocabulary.actors import Actor, Permission


class Open(StrEnum):
    """Operations that take no permission of a role."""

    TO_ALL = "public"  # what it answers still depends on who asks: panels that are not public are hidden
    TO_SIGNED_IN = "signed-in"  # anybody with an account, whatever their roles


Needs = Open | Permission
READ_INTERNAL, REVIEW, CURATE = Permission.READ_INTERNAL_PANELS, Permission.REVIEW_PANELS, Permission.CURATE_PANELS
MANAGE = Permission.MANAGE_PEOPLE

NEEDS: dict[str, Needs] = {
    # panels
    "list_panels": Open.TO_ALL,
    "create_panel": CURATE,
    "show_panel": Open.TO_ALL,
    "edit_panel": CURATE,
    "list_versions": Open.TO_ALL,
    "show_version": Open.TO_ALL,
    "download_document": Open.TO_ALL,
    "download_table": Open.TO_ALL,
    "compare_versions": Open.TO_ALL,
    "list_activities": Open.TO_ALL,
    "download_snapshot": Open.TO_ALL,
    # the life of a panel
    "take_step": CURATE,
    "promote_version": CURATE,
    "sign_off_version": Permission.SIGN_OFF_PANELS,
    "copy_panel": CURATE,
    "compose_panel": CURATE,
    "set_children": CURATE,
    "adopt_panel": CURATE,
    # genes, repeats and regions of a panel
    "list_entities": Open.TO_ALL,
    "add_entity": CURATE,
    "show_entity": Open.TO_ALL,
    "edit_entity": CURATE,
    "remove_entity": CURATE,
    "decide_rating": CURATE,
    "list_decisions": Open.TO_ALL,
    "import_table": CURATE,
    # reviews
    "list_reviews": Open.TO_ALL,
    "give_review": REVIEW,
    "withdraw_review": REVIEW,
    "list_waiting": CURATE,
    "list_disagreements": CURATE,
    # genes
    "search_genes": Open.TO_ALL,
    "show_gene": Open.TO_ALL,
    "list_panels_of_gene": Open.TO_ALL,
    "list_reviews_of_gene": Open.TO_ALL,
    "list_stale_symbols": CURATE,
    # subscriptions
    "list_subscriptions": Open.TO_SIGNED_IN,
    "subscribe_to_panel": Open.TO_SIGNED_IN,
    "unsubscribe_from_panel": Open.TO_SIGNED_IN,
    "subscribe_to_gene": Open.TO_SIGNED_IN,
    "unsubscribe_from_gene": Open.TO_SIGNED_IN,
    # people
    "show_me": Open.TO_SIGNED_IN,
    "list_my_tokens": Open.TO_SIGNED_IN,
    "issue_token": Open.TO_SIGNED_IN,
    "revoke_token": Open.TO_SIGNED_IN,
    "list_roles": Open.TO_ALL,
    "list_people": MANAGE,
    "show_person": MANAGE,
    "list_tokens_of_person": MANAGE,
    "give_role": MANAGE,
    "take_role": MANAGE,
    "suspend_person": MANAGE,
    "reinstate_person": MANAGE,
    "end_sessions": MANAGE,
    "list_invitations": Permission.INVITE_REVIEWERS,
    "invite_person": Permission.INVITE_REVIEWERS,
    "withdraw_invitation": Permission.INVITE_REVIEWERS,
    # ledger
    "list_ledger": Permission.READ_LEDGER,
    "show_ledger_state": Permission.READ_LEDGER,
    "verify_ledger": Permission.READ_LEDGER,
}


class OperationIsNotDeclared(Exception):
    """An operation has no line in the table of permissions; nobody could say who may use it."""


def needs_of(operation: str) -> Needs:
    """What an operation takes. Raises OperationIsNotDeclared: the server does not start with it."""
    if operation not in NEEDS:
        raise OperationIsNotDeclared(f"Say in the table of permissions who may use the operation {operation!r}.")
    return NEEDS[operation]


def may_use(actor: Actor, needs: Needs) -> bool:
    """May this actor use an operation that takes this?"""
    if isinstance(needs, Permission):
        return actor.may(needs)
    return needs is Open.TO_ALL or not actor.is_public
