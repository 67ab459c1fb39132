"""How secrets that are mailed or shown once are made and recognised: only digests of them are stored."""

from __future__ import annotations

import base64
import hashlib
import hmac


def digest_of(text: str) -> str:
    """SHA-256 in hex of a secret with at least 256 bits of chance in it (so that no salt or slow hash is needed)."""
    return hashlib.sha256(text.encode()).hexdigest()


def invitation_secret(key: str, invitation_id: str) -> str:
    """The secret in an invitation's link. It is made anew from the server's key whenever the letter is sent, so it is stored nowhere."""
    made = hmac.digest(key.encode(), f"invitation:{invitation_id}".encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
