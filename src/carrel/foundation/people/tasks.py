"""What a clock has done about people: sessions that are over are forgotten, with the network addresses they were opened from."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef


_GRACE = timedelta(hours=1)  # a session that is just being opened may not be stored yet


def forget_sessions(at: datetime) -> int:
    """Delete sessions that are over, and what was noted about them (network address, browser). Says how many were noted."""
    Session.objects.filter(expire_date__lt=at).delete()
    alive = Session.objects.filter(session_key=OuterRef("session_key"))
    over = UserSession.objects.filter(~Exists(alive), created_at__lt=at - _GRACE)
    return int(over.delete()[0])
