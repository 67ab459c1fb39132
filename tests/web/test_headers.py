"""What browsers are told to refuse."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client, override_settings

from carrel.config.environment import SettingIsWrong
from carrel.config.security import HTTPS_SETTINGS, content_policy


pytestmark = [pytest.mark.row("M28"), pytest.mark.django_db]
PAGES = ("/", "/accessibility/", "/licence/", "/accounts/login/", "/no-such-page/", "/api/no-such-thing")
TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "carrel" / "interfaces" / "web" / "templates"


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_headers_that_protect_its_reader(visitor: Client, address: str) -> None:
    headers = visitor.get(address).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert re.fullmatch(r"[0-9a-f]{16}", headers["X-Request-ID"])


def test_style_sheets_carry_them_too(visitor: Client) -> None:
    response = visitor.get("/static/carrel/carrel.css")
    response.close()
    assert response.status_code == 200
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["X-Request-ID"]


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_no_template_has_scripts_or_styles_inline(template: Path) -> None:
    """The policy would block them: the page would look right to its author only."""
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|<!--.*?-->", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"<style\b|\sstyle\s*=|javascript:|\son[a-z]+\s*=|hx-on[:-]|<base\b", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))
    assert not re.search(
        r"""<(script|link|img|iframe|source|object|embed)\b[^>]*(src|href|data)=["']?(https?:)?//""", text
    )


def test_over_https_cookies_and_address_are_kept_to_https(visitor: Client) -> None:
    with override_settings(**HTTPS_SETTINGS):
        redirected = visitor.get("/licence/")
        assert (redirected.status_code, redirected.headers["Location"]) == (301, "https://testserver/licence/")
        page = visitor.get("/accounts/login/", secure=True)
        assert page.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        assert page.cookies["__Host-csrftoken"]["secure"]
        assert page.cookies["__Host-csrftoken"]["samesite"] == "Lax"
        assert page.cookies["__Host-csrftoken"]["httponly"]


def test_health_is_answered_by_http_where_the_site_is_https(visitor: Client) -> None:
    with override_settings(**HTTPS_SETTINGS):
        assert visitor.get("/health/live").status_code == 200


def test_what_a_signed_in_person_saw_is_not_kept_by_the_browser(signed_in: Callable[..., Client]) -> None:
    assert signed_in("curator").get("/").headers["Cache-Control"] == "private, no-store"


def test_a_public_page_sets_no_cookie(visitor: Client) -> None:
    assert not visitor.get("/").cookies


def test_pages_with_a_form_token_are_not_compressed(visitor: Client) -> None:
    plain = visitor.get("/licence/", headers={"Accept-Encoding": "gzip"})
    with_token = visitor.get("/accounts/login/", headers={"Accept-Encoding": "gzip"})
    assert plain.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in with_token.headers


def test_forms_may_go_to_the_identity_provider_and_nowhere_else() -> None:
    policy = content_policy("https://login.example.org")["DIRECTIVES"]
    assert policy["form-action"] == ["'self'", "https://login.example.org"]
    assert "unsafe-inline" not in str(policy)


def test_a_forwarded_address_is_not_believed_without_a_known_proxy(visitor: Client) -> None:
    with override_settings(**HTTPS_SETTINGS):
        assert visitor.get("/", headers={"X-Forwarded-Proto": "https"}).status_code == 301


def test_settings_that_are_wrong_are_told_in_one_sentence() -> None:
    from carrel.config.environment import rate, web_address, whole_number

    for wrong in (
        lambda: rate({"CARREL_API_RATE": "many"}, "CARREL_API_RATE", "off"),
        lambda: web_address({"CARREL_BASE_URL": "panels.example.org"}, "CARREL_BASE_URL"),
        lambda: whole_number({"CARREL_PROXIES": "-1"}, "CARREL_PROXIES", 0),
    ):
        with pytest.raises(SettingIsWrong, match=r"^CARREL_\w+ is .*; set it .*\.$"):
            wrong()
