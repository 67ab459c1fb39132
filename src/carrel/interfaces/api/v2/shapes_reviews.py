"""What reviews, genes and subscriptions look like in the API."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field

from carrel.interfaces.api.v2.shapes import Given, Page, RatingWord, Text, Texts


OpinionWord = Literal["GREEN", "AMBER", "RED", ""]


class ReviewGiven(Given):
    """One expert's opinion. `rating` may be empty to comment only. `clinically_relevant` is asked of repeats only."""

    rating: OpinionWord = ""
    mode_of_inheritance: Annotated[str, Field(max_length=255)] = ""
    mode_of_pathogenicity: Annotated[str, Field(max_length=255)] = ""
    publications: Texts = Field(default_factory=list)
    phenotypes: Texts = Field(default_factory=list)
    current_diagnostic: bool = False
    clinically_relevant: bool | None = None
    comment: Text = ""


class ReviewShape(Schema):
    """A review. `comment` is the text as it was typed; who shows it on a page must not read it as markup."""

    panel: int
    kind: str
    entity: str
    hgnc_id: str
    rating: OpinionWord
    mode_of_inheritance: str
    mode_of_pathogenicity: str
    publications: list[str]
    phenotypes: list[str]
    current_diagnostic: bool
    clinically_relevant: bool | None
    comment: str
    version: str
    at: datetime
    superseded_at: datetime | None
    by: str
    affiliation: str
    mine: bool


class ReviewPage(Page):
    results: list[ReviewShape]


class DecisionShape(Schema):
    """A curator's decision, with the criteria of green by their letters as they were answered (null: not answered)."""

    before: RatingWord | None
    after: RatingWord
    criteria: dict[str, bool | None]
    comment: str
    version: str
    at: datetime
    by: str


class DecisionPage(Page):
    results: list[DecisionShape]


class OpinionCounts(Schema):
    green: int
    amber: int
    red: int
    comments: int


class WaitingShape(Schema):
    """An entry that waits for a curator, and why."""

    panel: int
    panel_name: str
    kind: str
    name: str
    hgnc_id: str
    rating: RatingWord
    base: str
    opinions: OpinionCounts
    newest: datetime
    decided: datetime | None
    reasons: list[str]


class WaitingPage(Page):
    results: list[WaitingShape]


class DisagreementSide(Schema):
    """What one catalogue says; `rating` is null where the gene is not on its panel (number@version)."""

    panel: str
    panel_name: str
    rating: RatingWord | None
    mode_of_inheritance: str


class DisagreementShape(Schema):
    """A gene about which two catalogues disagree. `kind`: rating, one side, or mode. `matched_by`: how their panels were paired."""

    kind: str
    hgnc_id: str
    symbol: str
    matched_by: str
    green_on_one_side: bool
    left: DisagreementSide
    right: DisagreementSide


class DisagreementPage(Page):
    results: list[DisagreementShape]


class GeneShape(Schema):
    """A gene as HGNC names it. `found_by`: current, previous, alias or hgnc_id; empty in lists."""

    hgnc_id: str
    symbol: str
    name: str
    found_by: str
    data: dict[str, Any]


class GeneList(Schema):
    results: list[GeneShape]


class GeneOnPanel(Schema):
    """Where a gene, or a repeat in it, stands now."""

    panel: int
    panel_name: str
    status: str
    version: str
    kind: str
    name: str
    rating: RatingWord
    mode_of_inheritance: str
    base: str


class GeneOnPanels(Page):
    results: list[GeneOnPanel]


class StaleSymbol(Schema):
    """An entry whose symbol is not today's."""

    panel: int
    kind: str
    name: str
    hgnc_id: str
    symbol: str
    symbol_now: str


class StaleSymbols(Page):
    results: list[StaleSymbol]


class SubscriptionShape(Schema):
    """A subscription, to a panel or to a gene on any panel; the other is null or empty."""

    panel: int | None
    hgnc_id: str
    since: datetime


class SubscriptionList(Schema):
    results: list[SubscriptionShape]
