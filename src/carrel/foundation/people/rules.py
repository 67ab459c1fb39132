"""How secrets that are mailed or shown once are made and recognised, and how the tables of roles are told as a page."""

from __future__ import annotations

import base64
import hashlib
import hmac

from carrel.foundation.people.states import MEANINGS, ROLES, SCOPES
from carrel.foundation.people.values import LONGEST_TOKEN_LIFE, TOKEN_PREFIX
from carrel.foundation.vocabulary.actors import Permission


def digest_of(text: str) -> str:
    """SHA-256 in hex of a secret with at least 256 bits of chance in it (so that no salt or slow hash is needed)."""
    return hashlib.sha256(text.encode()).hexdigest()


def invitation_secret(key: str, invitation_id: str) -> str:
    """The secret in an invitation's link. It is made anew from the server's key whenever the letter is sent, so it is stored nowhere."""
    made = hmac.digest(key.encode(), f"invitation:{invitation_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def roles_page() -> str:
    """The reference page of roles and scopes, in Markdown, made from their tables."""
    lines = [
        "# Roles",
        "",
        "Made from the tables in `src/carrel/foundation/people/states.py`; the site shows the same at `/roles/`.",
        "Everybody reads public panels without an account. To do more, somebody has a role, or several.",
        "",
        "| Role | What it is for | May | Second factor |",
        "|---|---|---|---|",
    ]
    for role in ROLES:
        may = "; ".join(MEANINGS[permission] for permission in Permission if permission in role.permissions)
        lines.append(
            f"| {role.title} (`{role.key}`) | {role.prose} | {may} | {'needed' if role.second_factor else 'if wished'} |"
        )
    lines += [
        "",
        "## Tokens for programs",
        "",
        "A token acts for a person: it may do what the person may at that moment, as far as its scopes go. It is good for at most",
        f"{LONGEST_TOKEN_LIFE.days} days, is shown once, and begins with `{TOKEN_PREFIX}`. Programs send it as `Authorization: Bearer {TOKEN_PREFIX}...`.",
        "",
        "| Scope | Leaves of the owner's permissions |",
        "|---|---|",
        *(f"| `{scope.key}` | {scope.prose} |" for scope in SCOPES),
    ]
    return "\n".join(lines) + "\n"
