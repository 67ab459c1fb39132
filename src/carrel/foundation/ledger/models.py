"""The ledger's tables. Nothing here refers to another table, so that the book never stands in the way of live data."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from carrel.foundation.vocabulary.privacy import Privacy


class LedgerEntry(models.Model):
    """One line; never changed, never deleted."""

    sequence = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    actor = models.CharField(max_length=64)
    event = models.CharField(max_length=80)
    subject = models.CharField(max_length=160)
    detail = models.TextField()  # canonical JSON
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    privacy: ClassVar = {
        "sequence": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
        "actor": Privacy.INDIRECT,
        "event": Privacy.TECHNICAL,
        "subject": Privacy.INDIRECT,
        "detail": Privacy.INDIRECT,
        "previous_hash": Privacy.TECHNICAL,
        "hash": Privacy.TECHNICAL,
    }

    class Meta:
        ordering: ClassVar = ["sequence"]
        # An auditor's page is the last lines of one actor, event or subject: each index already lies in that order.
        indexes: ClassVar = [
            models.Index(fields=["actor", "sequence"], name="ledger_by_actor"),
            models.Index(fields=["event", "sequence"], name="ledger_by_event"),
            models.Index(fields=["subject", "sequence"], name="ledger_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.event} {self.subject}"


class LedgerHead(models.Model):
    """How long the ledger is and how it ends: one row, locked while a line is added, so that lines queue up.

    The seal is made with a key that is not in the database.
    """

    id = models.PositiveSmallIntegerField(primary_key=True)  # always 1
    sequence = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "sequence": Privacy.TECHNICAL,
        "hash": Privacy.TECHNICAL,
        "seal": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash}"


class Letter(models.Model):
    """A message that still has to leave, written in the transaction of the change that it tells of, sent later, tried again."""

    recipient = models.CharField(
        max_length=80
    )  # account:<uuid> or invitation:<uuid>; the address is looked up on sending
    template = models.CharField(max_length=80)
    content = models.TextField()  # JSON for the template
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(
        max_length=200, blank=True
    )  # the kind of the fault, never its text, which may hold an address

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "recipient": Privacy.INDIRECT,
        "template": Privacy.TECHNICAL,
        "content": Privacy.INDIRECT,
        "created_at": Privacy.TECHNICAL,
        "next_try_at": Privacy.TECHNICAL,
        "tries": Privacy.TECHNICAL,
        "sent_at": Privacy.TECHNICAL,
        "given_up_at": Privacy.TECHNICAL,
        "fault": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"{self.template} to {self.recipient}"


class LedgerCheck(models.Model):
    """The last time the ledger was read through, so that a page can say so without reading a million lines: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)  # always 1
    at = models.DateTimeField()
    lines = models.PositiveBigIntegerField()
    anchor = models.CharField(max_length=90)
    sentence = models.CharField(max_length=300, blank=True)

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
        "lines": Privacy.TECHNICAL,
        "anchor": Privacy.TECHNICAL,
        "sentence": Privacy.TECHNICAL,
    }

    def __str__(self) -> str:
        return f"{self.at} {self.sentence or 'whole'}"
