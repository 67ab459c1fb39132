"""Tables of curated panels: versions that are only ever added, reviews, decisions, and who did what when.

A panel's content is kept as rows with a validity: a row stands on the panel from version number `since` until before version
number `until`. An edit closes one row, adds one, and adds a version; every earlier version stays readable for ever, and its
document is put together from the very bytes that were stored.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from carrel.foundation.knowledge.states import Confidence, EntityKind, Opinion, PanelStatus
from carrel.foundation.vocabulary.privacy import Privacy


STANDING = 2**31 - 1  # `until` of rows that stand on their panel now: above every version number
HOUSE = "house"  # the catalogue that this house curates; others are taken from elsewhere to compare with


class Panel(models.Model):
    """A panel, and a copy of what its current version says that lists need."""

    catalogue = models.SlugField(max_length=40, default=HOUSE)
    number = models.PositiveIntegerField()  # the id in addresses and answers
    hash_id = models.CharField(max_length=40, null=True, blank=True)
    origin = models.CharField(max_length=300, blank=True)  # where it was taken from; blank where it was made here
    follows = models.BooleanField(default=False)  # kept as its origin has it: taken anew on import, not edited here
    composed = models.BooleanField(
        default=False
    )  # a super-panel, put together from the panels of its version's `children`
    parts_stated = models.BooleanField(
        default=False
    )  # a super-panel taken from elsewhere, whose entities say their panel

    sequence = models.PositiveIntegerField(default=0)  # number of the current version, counted from 1
    major = models.PositiveIntegerField(default=0)
    minor = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=255)
    status = models.CharField(max_length=20)
    changed_at = models.DateTimeField()

    privacy: ClassVar = dict.fromkeys(
        (
            "id", "catalogue", "number", "hash_id", "origin", "follows", "composed", "parts_stated", "sequence", "major",
            "minor", "name", "status", "changed_at",
        ),
        Privacy.TECHNICAL,
    )  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["catalogue", "number"], name="a_panel_has_one_number"),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in PanelStatus]),
                name="a_panel_has_a_known_status",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["catalogue", "hash_id"], name="panel_by_hash"),
            models.Index(fields=["catalogue", "name"], name="panel_by_name"),
        ]

    def __str__(self) -> str:
        return f"{self.number}@{self.major}.{self.minor}"


class PanelHead(models.Model):
    """What a panel says of itself besides its entities, its version and its counts: one row for each different text."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    document = models.TextField()  # JSON object as in the API: id, hash_id, name, disease_group, ..., types

    privacy: ClassVar = {"sha256": Privacy.TECHNICAL, "document": Privacy.TECHNICAL}

    def __str__(self) -> str:
        return self.sha256[:12]


class PanelVersion(models.Model):
    """One version of a panel, for ever."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="versions")
    sequence = models.PositiveIntegerField()
    major = models.PositiveIntegerField()
    minor = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    author = models.CharField(max_length=64)  # actor id
    comment = models.TextField(blank=True)
    head = models.ForeignKey(PanelHead, on_delete=models.PROTECT)
    stats = models.TextField()  # JSON object: number_of_genes, number_of_strs, number_of_regions
    children = models.TextField(blank=True)  # of a composed super-panel: JSON list of [panel number, version number]
    content_hash = models.CharField(max_length=64)
    signed_off_on = models.DateField(null=True, blank=True)
    signed_off_by = models.CharField(max_length=64, blank=True)

    privacy: ClassVar = {
        **dict.fromkeys(
            (
                "id", "panel", "sequence", "major", "minor", "created_at", "comment", "head", "stats", "children", "content_hash",
                "signed_off_on",
            ),
            Privacy.TECHNICAL,
        ),
        "author": Privacy.INDIRECT,
        "signed_off_by": Privacy.INDIRECT,
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["panel", "sequence"], name="versions_are_numbered"),
            models.UniqueConstraint(fields=["panel", "major", "minor"], name="a_version_is_made_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["signed_off_on"], name="signed_off_versions")]

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


class EntityRow(models.Model):
    """A gene, repeat or region as it stood on a panel from one version until another. Never changed but to be closed."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="rows")
    kind = models.CharField(max_length=6)
    name = models.CharField(max_length=128)  # entity_name
    hgnc_id = models.CharField(max_length=16, blank=True)  # HGNC:123; blank for regions
    symbol = models.CharField(max_length=64, blank=True)
    rating = models.PositiveSmallIntegerField()  # Confidence
    position = models.BigIntegerField()  # its place in the panel's list, kept through edits
    since = models.PositiveIntegerField()  # version number
    until = models.PositiveIntegerField(default=STANDING)  # version number that no longer has it
    document = models.TextField()  # the entity as the API answers it, byte for byte
    sha256 = models.CharField(max_length=64)  # of the document's canonical JSON

    privacy: ClassVar = dict.fromkeys(
        (
            "id",
            "panel",
            "kind",
            "name",
            "hgnc_id",
            "symbol",
            "rating",
            "position",
            "since",
            "until",
            "document",
            "sha256",
        ),
        Privacy.TECHNICAL,
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["panel", "kind", "position"], condition=models.Q(until=STANDING), name="a_place_is_taken_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in EntityKind]), name="an_entity_has_a_known_kind"
            ),
            models.CheckConstraint(
                condition=models.Q(rating__in=[level.value for level in Confidence]),
                name="an_entity_has_a_known_rating",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["panel", "kind", "until", "position"], name="rows_of_a_panel"),
            models.Index(fields=["hgnc_id", "until"], name="rows_of_a_gene"),
            models.Index(fields=["name", "until"], name="rows_by_name"),
            models.Index(fields=["symbol", "until"], name="rows_by_symbol"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.kind} {self.name}"


class Review(models.Model):
    """One expert's opinion on one entity of one panel. Changing it adds a new one and supersedes the old."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="reviews")
    kind = models.CharField(max_length=6)
    entity = models.CharField(max_length=128)  # entity_name
    hgnc_id = models.CharField(max_length=16, blank=True)
    reviewer = models.CharField(max_length=64, db_index=True)  # actor id
    reviewer_name = models.CharField(max_length=120)  # reviews are public under their author's name
    reviewer_affiliation = models.CharField(max_length=160, blank=True)
    rating = models.CharField(max_length=6, blank=True)  # Opinion
    mode_of_inheritance = models.CharField(max_length=255, blank=True)
    mode_of_pathogenicity = models.CharField(max_length=255, blank=True)
    publications = models.TextField(default="[]")  # JSON list
    phenotypes = models.TextField(default="[]")  # JSON list
    current_diagnostic = models.BooleanField(default=False)
    clinically_relevant = models.BooleanField(null=True, blank=True)  # repeats only
    comment = models.TextField(blank=True)
    version = models.CharField(max_length=20)  # of the panel when the review was given
    created_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)

    privacy: ClassVar = {
        **dict.fromkeys(
            (
                "id", "panel", "kind", "entity", "hgnc_id", "rating", "mode_of_inheritance", "mode_of_pathogenicity",
                "publications", "phenotypes", "current_diagnostic", "clinically_relevant", "comment", "version", "created_at",
                "superseded_at",
            ),
            Privacy.TECHNICAL,
        ),
        "reviewer": Privacy.INDIRECT,
        "reviewer_name": Privacy.IDENTIFYING,
        "reviewer_affiliation": Privacy.INDIRECT,
    }  # fmt: skip

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["panel", "kind", "entity", "reviewer"],
                condition=models.Q(superseded_at=None),
                name="a_reviewer_has_one_current_opinion",
            ),
            models.CheckConstraint(
                condition=models.Q(rating__in=[opinion.value for opinion in Opinion]),
                name="a_review_has_a_known_rating",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["panel", "kind", "entity"], name="reviews_of_an_entity"),
            models.Index(fields=["hgnc_id"], name="reviews_of_a_gene"),
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.entity} {self.rating}"


class Decision(models.Model):
    """A curator's decision about the rating of one entity, with the green criteria as they were answered."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=6)
    entity = models.CharField(max_length=128)
    hgnc_id = models.CharField(max_length=16, blank=True)
    before = models.PositiveSmallIntegerField(null=True, blank=True)  # Confidence; null where it was not on the panel
    after = models.PositiveSmallIntegerField()
    criteria = models.TextField(default="{}")  # JSON: criterion letter -> true, false or null (not answered)
    comment = models.TextField(blank=True)
    decider = models.CharField(max_length=64)
    decider_name = models.CharField(max_length=120)
    version = models.CharField(max_length=20)  # the version that the decision made
    created_at = models.DateTimeField()

    privacy: ClassVar = {
        **dict.fromkeys(
            (
                "id", "panel", "kind", "entity", "hgnc_id", "before", "after", "criteria", "comment", "version", "created_at",
            ),
            Privacy.TECHNICAL,
        ),
        "decider": Privacy.INDIRECT,
        "decider_name": Privacy.IDENTIFYING,
    }  # fmt: skip

    class Meta:
        indexes: ClassVar = [models.Index(fields=["panel", "kind", "entity"], name="decisions_on_an_entity")]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.entity} {self.after}"


class Activity(models.Model):
    """One line of a panel's public history. The wording of `text` matters to programs: see rules.activity_texts."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="activities")
    version = models.CharField(max_length=20)
    kind = models.CharField(max_length=6, blank=True)  # blank: about the panel as a whole
    entity = models.CharField(max_length=128, blank=True)
    text = models.TextField()
    actor = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    document = models.TextField(blank=True)  # the line as another PanelApp answered it, where it was taken from there

    privacy: ClassVar = {
        **dict.fromkeys(
            ("id", "panel", "version", "kind", "entity", "text", "created_at", "document"), Privacy.TECHNICAL
        ),
        "actor": Privacy.INDIRECT,
        "actor_name": Privacy.IDENTIFYING,
    }

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["panel", "-created_at", "-id"], name="history_of_a_panel"),
            models.Index(fields=["-created_at", "-id"], name="history_of_all_panels"),
            models.Index(fields=["entity", "-created_at"], name="history_of_an_entity"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Subscription(models.Model):
    """Somebody wants to hear of changes to a panel, or to a gene on any panel."""

    account = models.CharField(max_length=64, db_index=True)  # actor id
    panel = models.ForeignKey(Panel, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions")
    hgnc_id = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField()

    privacy: ClassVar = {
        "id": Privacy.TECHNICAL,
        "account": Privacy.INDIRECT,
        "panel": Privacy.TECHNICAL,
        "hgnc_id": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(panel=None) ^ models.Q(hgnc_id=""), name="a_subscription_is_to_a_panel_or_a_gene"
            ),
            models.UniqueConstraint(
                fields=["account", "panel"], condition=~models.Q(panel=None), name="a_panel_is_subscribed_once"
            ),
            models.UniqueConstraint(
                fields=["account", "hgnc_id"], condition=~models.Q(hgnc_id=""), name="a_gene_is_subscribed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.panel_id or self.hgnc_id}"


class Gene(models.Model):
    """A gene as HGNC names it, by its HGNC id, with the `gene_data` that new rows of panels are given."""

    hgnc_id = models.CharField(max_length=16, primary_key=True)
    symbol = models.CharField(max_length=64, db_index=True)
    name = models.CharField(max_length=255, blank=True)
    data = models.TextField()  # JSON object: gene_data of the API
    edition = models.CharField(max_length=80)  # where this was read: an edition's id, or a panel's reference
    read_at = models.DateTimeField()

    privacy: ClassVar = dict.fromkeys(("hgnc_id", "symbol", "name", "data", "edition", "read_at"), Privacy.TECHNICAL)

    def __str__(self) -> str:
        return f"{self.symbol} ({self.hgnc_id})"


class GeneSymbol(models.Model):
    """A name that a gene has, or had: `current`, `previous` or `alias`. A name may belong to several genes."""

    symbol = models.CharField(max_length=64, db_index=True)  # upper case
    gene = models.ForeignKey(Gene, on_delete=models.CASCADE, related_name="symbols")
    kind = models.CharField(max_length=8)

    privacy: ClassVar = dict.fromkeys(("id", "symbol", "gene", "kind"), Privacy.TECHNICAL)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["symbol", "gene", "kind"], name="a_name_of_a_gene_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.symbol} {self.kind} {self.gene_id}"
