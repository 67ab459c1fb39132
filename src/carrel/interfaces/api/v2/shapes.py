"""What panels and their entries look like in the API: shapes that are sent, and shapes that are answered."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import ConfigDict, Field


Number = Annotated[int, Field(ge=1, le=999_999_999)]
Name = Annotated[str, Field(min_length=1, max_length=255)]
Text = Annotated[str, Field(max_length=20_000)]
Base = Annotated[str, Field(max_length=64, description="The hash of the entry that you saw; or send it as If-Match.")]
VersionText = Annotated[str, Field(pattern=r"^[0-9]{1,9}\.[0-9]{1,9}$", description="A version, major.minor.")]
Kind = Literal["gene", "str", "region"]
RatingWord = Literal["green", "amber", "red", "none"]
Status = Literal["internal", "public", "promoted", "retired", "deleted"]
RATINGS: dict[int, RatingWord] = {3: "green", 2: "amber", 1: "red", 0: "none"}
LEVELS = {word: level for level, word in RATINGS.items()}


class Given(Schema):
    """Base of what programs send: exact types, and no member that is not known."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Page(Schema):
    """One page of a list. `next` and `previous` are whole addresses."""

    count: int
    next: str | None
    previous: str | None


# -- panels -----------------------------------------------------------------------------------------------------------


class PanelType(Schema):
    name: str
    slug: str
    description: str


class Counts(Schema):
    genes: int
    strs: int
    regions: int


class Child(Schema):
    """A part of a super-panel, and which of its versions (counted from 1)."""

    number: int
    sequence: int


class Version(Schema):
    """A version. `major` and `minor` as whole numbers, since 1.10 comes after 1.9; `sequence` counts a panel's versions from 1."""

    text: str
    major: int
    minor: int
    sequence: int
    created_at: datetime
    content_hash: str
    comment: str
    counts: Counts
    signed_off_on: date | None
    children: list[Child]


class VersionPage(Page):
    results: list[Version]


class About(Schema):
    """What a panel says of itself, in one version."""

    name: str
    status: str
    disease_group: str
    disease_sub_group: str
    description: str
    relevant_disorders: list[str]
    types: list[PanelType]


class PanelShape(Schema):
    """A panel in one version. `follows`: kept as `origin` has it, not edited here. `composed`: a super-panel of `children`."""

    number: int
    catalogue: str
    hash_id: str | None
    origin: str
    follows: bool
    composed: bool
    version: Version
    about: About
    href: str


class PanelDetail(PanelShape):
    """Also which steps (publish, promote, retire, ...) whoever asks may take now."""

    steps: list[str]


class PanelPage(Page):
    results: list[PanelShape]


class TypeGiven(Given):
    name: Name
    slug: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,80}$")]
    description: Annotated[str, Field(max_length=2000)] = ""


class AboutGiven(Given):
    """What a panel says of itself; members that are left out stay as they are."""

    name: Name | None = None
    disease_group: Annotated[str, Field(max_length=255)] | None = None
    disease_sub_group: Annotated[str, Field(max_length=255)] | None = None
    description: Text | None = None
    relevant_disorders: Annotated[list[Name], Field(max_length=500)] | None = None
    types: Annotated[list[TypeGiven], Field(max_length=50)] | None = None


class PanelGiven(Given):
    name: Name
    about: AboutGiven | None = None


class PanelChange(Given):
    """`base` is the `sequence` of the version that you saw: if there is a newer one, nothing is changed (409)."""

    about: AboutGiven
    base: Annotated[int, Field(ge=1, le=999_999_999)]


class StepGiven(Given):
    verb: Literal["publish", "promote", "demote", "withdraw", "retire", "restore", "delete"]


class CommentGiven(Given):
    comment: Text = ""


class CopyGiven(Given):
    name: Name
    version: VersionText | Literal[""] = Field("", description="The version to copy; the current one if left out.")


class ComposedGiven(Given):
    name: Name
    children: Annotated[list[Number], Field(min_length=1, max_length=200)]


class ChildrenGiven(Given):
    children: Annotated[list[Number], Field(min_length=1, max_length=200)]


class ActivityShape(Schema):
    """One line of a panel's history. `kind` and `entity` are empty where it is about the panel as a whole."""

    at: datetime
    version: str
    kind: str
    entity: str
    text: str
    by: str


class ActivityPage(Page):
    results: list[ActivityShape]


class FieldChangeShape(Schema):
    """A member with its values before and after; null where it was not there."""

    field: str
    before: Any
    after: Any


class EntityChangeShape(Schema):
    kind: str
    name: str
    fields: list[FieldChangeShape]


class Difference(Schema):
    """What differs from version `before` to version `after`. Entries are as the PanelApp REST API answers them."""

    before: str
    after: str
    added: list[dict[str, Any]]
    removed: list[dict[str, Any]]
    changed: list[EntityChangeShape]
    about: list[FieldChangeShape]


# -- entries of a panel -----------------------------------------------------------------------------------------------


class Fields(Schema):
    """The values of an entry. Repeats and regions also have their own, such as `normal_repeats`."""

    model_config = ConfigDict(extra="allow")


class EntityShape(Schema):
    """A gene, repeat or region as it stands on a panel. `base` is its hash, which a change names as what the writer saw."""

    panel: int
    kind: Kind
    name: str
    hgnc_id: str
    symbol: str
    rating: RatingWord
    base: str
    fields: Fields
    gene: dict[str, Any] | None


class EntityPage(Page):
    results: list[EntityShape]


Texts = Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=500)]
Span = Annotated[list[int], Field(max_length=2)]


class FieldsGiven(Given):
    """Values to set; members that are left out stay as they are. Coordinates are [start, end], 1-based, both inclusive."""

    mode_of_inheritance: str | None = None
    mode_of_pathogenicity: str | None = None
    penetrance: str | None = None
    publications: Texts | None = None
    evidence: Texts | None = None
    phenotypes: Texts | None = None
    tags: Texts | None = None
    transcript: Texts | None = None
    repeated_sequence: str | None = None
    verbose_name: str | None = None
    chromosome: str | None = None
    grch37_coordinates: Span | None = None
    grch38_coordinates: Span | None = None
    normal_repeats: int | None = None
    pathogenic_repeats: int | None = None
    haploinsufficiency_score: str | None = None
    triplosensitivity_score: str | None = None
    required_overlap_percentage: int | None = None
    type_of_variants: str | None = None

    def given(self) -> dict[str, Any]:
        """Only what was sent."""
        return self.model_dump(exclude_unset=True)


class EntityGiven(Given):
    """A new entry. A gene is named by `hgnc_id` or by its symbol in `name`; a repeat has a name and the gene it lies in."""

    kind: Kind
    name: Annotated[str, Field(max_length=128)] = ""
    hgnc_id: Annotated[str, Field(max_length=16)] = ""
    fields: FieldsGiven = Field(default_factory=FieldsGiven)
    comment: Text = ""


class EntityChange(Given):
    fields: FieldsGiven
    base: Base = ""
    comment: Text = ""


class CriteriaGiven(Given):
    """The criteria of green by their letters: true, false, or null where not answered."""

    A: bool | None = None
    B: bool | None = None
    C: bool | None = None
    D: bool | None = None
    E: bool | None = None
    I: bool | None = None  # noqa: E741 - the letter of the criterion


class DecisionGiven(Given):
    rating: RatingWord
    criteria: CriteriaGiven = Field(default_factory=CriteriaGiven)
    comment: Text = ""
    base: Base = ""


class Changed(Schema):
    """What a change made: the panel's next version, and the entry as it stands now (null where it was taken away)."""

    panel: int
    version: Version
    entity: EntityShape | None


class RowFault(Schema):
    """What is wrong, or worth a note, in a line (1 is the header) and column (empty: the whole row)."""

    line: int
    column: str
    sentence: str


class TableResult(Schema):
    """What a table did, or would do (`dry_run`). With any fault nothing was changed."""

    dry_run: bool
    added: int
    changed: int
    unchanged: int
    version: Version | None
    faults: list[RowFault]
    faults_in_all: int
    notes: list[RowFault]
