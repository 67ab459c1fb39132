"""What reviewers and curators do on pages, and what is said to those who may not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from carrel.foundation.knowledge.models import Decision, Panel, PanelVersion, Review, Subscription
from carrel.foundation.knowledge.queries import curated
from carrel.foundation.knowledge.states import EntityKind


pytestmark = [pytest.mark.row("M6"), pytest.mark.django_db]
Browser = Callable[..., Client]
GENE = "/panels/1/gene/FGFR1/"
REVIEW = {"rating": "GREEN", "comment": "Four families.", "publications": "20301500\n10.1038/ng.123", "phenotypes": ""}


def base(panel: Panel, name: str = "FGFR1") -> str:
    return curated.current_row(panel, EntityKind.GENE, name).sha256


FORMS = (
    (GENE + "review/", {"reviewer", "curator"}),
    (GENE + "withdraw/", {"reviewer", "curator"}),
    (GENE + "decide/", {"curator"}),
    (GENE + "edit/", {"curator"}),
    (GENE + "remove/", {"curator"}),
    ("/panels/1/add/", {"curator"}),
    ("/panels/1/bulk/", {"curator"}),
    ("/panels/1/about/", {"curator"}),
    ("/panels/1/promote/", {"curator"}),
    ("/panels/1/copy/", {"curator"}),
    ("/panels/1/sign-off/", {"curator"}),
    ("/panels/1/step/retire/", {"curator"}),
    ("/panels/1/symbols/", {"curator"}),
    ("/panels/3/adopt/", {"curator"}),
    ("/panels/create/", {"curator"}),
    ("/panels/compose/", {"curator"}),
)


@pytest.mark.parametrize("role", ["", "reviewer", "administrator", "auditor"])
def test_whoever_may_not_is_told_so_and_nothing_is_written(
    panels: dict[int, Panel], browser: Browser, role: str
) -> None:
    client, before = browser(role) if role else browser(), PanelVersion.objects.count()
    for path, allowed in FORMS:
        if role not in allowed:
            answer = client.post(path, {"name": "x", "base": base(panels[1]), "version": "1.0", "confidence": "1"})
            assert (
                answer.status_code == (302 if not role or "withdraw" in path else 403) or answer.status_code == 404
            ), path
            assert answer.status_code != 302 or "/login" in answer["Location"], path
    assert PanelVersion.objects.count() == before
    assert not Review.objects.exists()


def test_a_review_is_shown_with_its_literature(panels: dict[int, Panel], browser: Browser) -> None:
    client = browser("reviewer")
    assert client.post(GENE + "review/", REVIEW).status_code == 302
    page = client.get(GENE).content.decode()
    assert "Four families." in page
    assert "https://pubmed.ncbi.nlm.nih.gov/20301500/" in page
    assert "https://doi.org/10.1038/ng.123" in page
    assert client.post(GENE + "withdraw/").status_code == 302
    assert "https://pubmed.ncbi.nlm.nih.gov/20301500/" not in client.get(GENE).content.decode()


def test_an_empty_review_says_what_is_missing_and_links_to_it(panels: dict[int, Panel], browser: Browser) -> None:
    answer = browser("reviewer").post(GENE + "review/", {"rating": "", "comment": " "})
    assert answer.status_code == 422
    assert 'href="#field-rating"' in answer.content.decode()


def test_green_without_its_criteria_needs_a_reason(panels: dict[int, Panel], browser: Browser) -> None:
    client = browser("curator")
    sent = {"confidence": "3", "base": base(panels[1]), "A": "", "D": "yes", "E": "no", "comment": ""}
    answer = client.post(GENE + "decide/", sent)
    assert answer.status_code == 422
    assert "None of the criteria A, B and C is met" in answer.content.decode()
    assert not Decision.objects.exists()
    assert client.post(GENE + "decide/", {**sent, "comment": "A founder variant."}).status_code == 302
    assert "A founder variant." in client.get(GENE).content.decode()


def test_editing_sends_only_what_was_changed(panels: dict[int, Panel], browser: Browser) -> None:
    client, panel = browser("curator"), panels[1]
    before = curated.current_row(panel, EntityKind.GENE, "FGFR1")
    page = client.get(GENE + "edit/").content.decode()
    assert before.sha256 in page
    answer = client.post(GENE + "edit/", {"base": before.sha256, "tags": "watchlist", "penetrance": ""})
    assert answer.status_code in (302, 422)
    assert "watchlist" in client.get(GENE).content.decode() or answer.status_code == 422


def test_the_slower_curator_sees_both_values_and_can_save_over(panels: dict[int, Panel], browser: Browser) -> None:
    client, seen = browser("curator"), base(panels[1])
    client.post(GENE + "edit/", {"base": seen, "phenotypes": "The first"})
    answer = client.post(GENE + "edit/", {"base": seen, "phenotypes": "The second <i>"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "The first" in page
    assert "The second &lt;i&gt;" in page
    assert client.post(GENE + "edit/", {"base": base(panels[1]), "phenotypes": "The second"}).status_code == 302


def test_a_faulty_table_is_told_line_by_line_and_nothing_is_imported(
    panels: dict[int, Panel], browser: Browser
) -> None:
    client, before = browser("curator"), PanelVersion.objects.count()
    table = b"gene_symbol\trating\tmode_of_inheritance\nNOSUCH\tgreen\t\nTWIST1\tgreen\tsomehow\n"
    for what in ("check", "import"):
        answer = client.post("/panels/1/bulk/", {"what": what, "file": SimpleUploadedFile("rows.tsv", table)})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "NOSUCH" in page
        assert "mode_of_inheritance" in page
    report = client.post("/panels/1/bulk/", {"what": "report", "file": SimpleUploadedFile("rows.tsv", table)})
    assert report.content.decode().startswith("kind\tline\tcolumn\tsentence\nfault\t2\t")
    assert PanelVersion.objects.count() == before
    good = b"gene_symbol\trating\nTWIST1\tred\n"
    assert (
        client.post(
            "/panels/1/bulk/", {"what": "import", "comment": "Decided.", "file": SimpleUploadedFile("rows.tsv", good)}
        ).status_code
        == 302
    )
    assert curated.current_row(panels[1], EntityKind.GENE, "TWIST1").rating == 1


def test_a_table_makes_nothing_green_without_saying_where_the_criteria_were_answered(
    panels: dict[int, Panel], browser: Browser
) -> None:
    client, before = browser("curator"), PanelVersion.objects.count()
    client.post(
        "/panels/1/bulk/",
        {"what": "import", "file": SimpleUploadedFile("rows.tsv", b"gene_symbol\trating\nTWIST1\tred\n")},
    )
    assert PanelVersion.objects.count() == before + 1
    green = {"what": "import", "file": SimpleUploadedFile("rows.tsv", b"gene_symbol\trating\nTWIST1\tgreen\n")}
    answer = client.post("/panels/1/bulk/", green)
    assert answer.status_code == 422
    assert "makes entries green (1)" in answer.content.decode()
    assert PanelVersion.objects.count() == before + 1


def test_a_file_that_is_too_large_or_missing_is_refused(
    panels: dict[int, Panel], browser: Browser, settings: object
) -> None:
    client = browser("curator")
    answer = client.post("/panels/1/bulk/", {"what": "check"})
    assert answer.status_code == 422
    assert 'href="#field-file"' in answer.content.decode()
    settings.CARREL_UPLOAD_BYTES = 10  # type: ignore[attr-defined]
    large = client.post("/panels/1/bulk/", {"what": "check", "file": SimpleUploadedFile("rows.tsv", b"x" * 5000)})
    assert large.status_code == 413


def test_what_cannot_be_done_is_greyed_with_its_reason(panels: dict[int, Panel], browser: Browser) -> None:
    page = browser("curator").get("/panels/3/").content.decode()
    assert "aria-disabled" in page
    assert "adopt it, or copy it" in page
    assert "Curate this panel" not in browser().get("/panels/3/").content.decode()


def test_a_panel_is_made_filled_published_signed_off_and_copied(panels: dict[int, Panel], browser: Browser) -> None:
    client = browser("curator")
    made = client.post("/panels/create/", {"name": "New one", "types": "Rare disease", "relevant_disorders": "R1\nR2"})
    home = made["Location"]
    assert client.post("/panels/create/", {"name": "New one"}).status_code == 422
    assert client.post(f"{home}add/", {"kind": "gene", "gene": "fgfr1"}).status_code == 302
    assert client.post(f"{home}add/", {"kind": "gene", "gene": "NOSUCH"}).status_code == 422
    assert client.post(f"{home}step/publish/").status_code == 302
    assert client.post(f"{home}promote/", {"comment": "Ready."}).status_code == 302
    assert client.post(f"{home}sign-off/", {"version": "1.0"}).status_code == 302
    assert "Signed off" in browser().get(home).content.decode()
    page = client.get(home).content.decode()
    assert "R1; R2" in page
    copied = client.post(f"{home}copy/", {"version": "1.0", "name": "A copy"})
    assert "FGFR1" in client.get(copied["Location"]).content.decode()
    composed = client.post("/panels/compose/", {"name": "Both", "children": "1\n2 eye"})
    assert "ABCA4" in client.get(composed["Location"] + "?find=ABCA4").content.decode()
    assert client.post("/panels/compose/", {"name": "None", "children": "x"}).status_code == 422


def test_the_queue_shows_what_waits_until_it_is_decided(panels: dict[int, Panel], browser: Browser) -> None:
    browser("reviewer").post(GENE + "review/", {**REVIEW, "rating": "RED"})
    client = browser("curator")
    assert 'href="/panels/1/gene/FGFR1/decide/"' in client.get("/curation/?show=disagree").content.decode()
    client.post(GENE + "decide/", {"confidence": "1", "base": base(panels[1]), "comment": "Agreed."})
    assert 'href="/panels/1/gene/FGFR1/decide/"' not in client.get("/curation/").content.decode()


def test_letters_about_a_panel_and_a_gene_are_begun_and_ended(panels: dict[int, Panel], browser: Browser) -> None:
    client = browser("reviewer")
    client.post("/panels/1/subscribe/", {"wanted": "yes"})
    client.post("/genes/HGNC:3688/subscribe/", {"wanted": "yes"})
    assert Subscription.objects.count() == 2
    assert "Stop telling me" in client.get("/panels/1/").content.decode()
    client.post("/panels/1/subscribe/", {"wanted": "no"})
    client.post("/genes/HGNC:3688/subscribe/", {"wanted": "no"})
    assert not Subscription.objects.exists()
