"""Passkeys in a real browser with a virtual key: add one, sign in with it alone, use it as the second step."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PASSWORD = "calm dense exact 9"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

if not CHROMIUM and os.environ.get("CI") != "true":
    pytest.skip("no Chromium on this machine", allow_module_level=True)
pytest.importorskip("playwright")
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def page(monkeypatch) -> Iterator[Any]:
    """A page of a browser that holds a virtual key; fails when the browser finds the policy broken."""
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        opened = browser.new_page()
        complaints: list[str] = []
        opened.on("console", lambda line: complaints.append(line.text) if "Content Security" in line.text else None)
        key = opened.context.new_cdp_session(opened)
        key.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        key.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        yield opened
        browser.close()
        assert complaints == []


def accessible(page: Any) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []


def sign_in(page: Any, address: str) -> None:
    page.goto(f"{address}/accounts/login/?next=/settings/me/")
    page.get_by_label("E-mail").fill("dana@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_out(page: Any, address: str) -> None:
    page.goto(f"{address}/accounts/logout/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")


def test_a_passkey_is_added_signs_in_alone_and_is_the_second_step(page, live_server, person) -> None:
    person("im", email="dana@example.com", name="Dana Silva", password=PASSWORD)
    address = live_server.url.replace("127.0.0.1", "localhost")
    sign_in(page, address)
    page.goto(f"{address}/accounts/2fa/webauthn/add/")
    accessible(page)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_label("Sign in with this key alone").check()
    accessible(page)
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/recovery-codes/")
    accessible(page)
    page.goto(f"{address}/accounts/2fa/webauthn/")
    assert page.get_by_text("My laptop").is_visible()
    accessible(page)

    sign_out(page, address)
    page.goto(f"{address}/accounts/login/?next=/settings/me/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)
    page.goto(f"{address}/settings/me/")
    assert page.get_by_role("heading", name="My profile").is_visible()

    sign_out(page, address)
    sign_in(page, address)
    page.wait_for_url("**/2fa/authenticate/**")
    accessible(page)
    page.get_by_role("button", name="Use passkey or security key").click()
    page.wait_for_url("**/settings/me/")
