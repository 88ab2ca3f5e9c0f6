"""A real browser against the real site: served from this test process, with a worker in a process of its own."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from accounts.models import User
from taskforce.demo.loading import load_demo
from tests.factories import NOW, PASSWORD

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ARTEFACTS = Path(__file__).resolve().parents[2] / "test-artefacts"
WIDE, NARROW = ViewportSize(width=1280, height=900), ViewportSize(width=320, height=720)

# Playwright's loop runs in this thread, and Django would refuse to ask the database beside a loop.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium. Without one these tests are skipped, except where CI says that it must be there."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("There is no Chromium on this machine, and CI needs one.")
        pytest.skip("There is no Chromium on this machine: install one to run the browser tests.")
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
        opened = playwright.chromium.launch(executable_path=found, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def demo(transactional_db: None) -> Iterator[None]:
    """The demonstration's rows, and its clock also in the threads that serve the site."""
    with override_settings(TASKFORCE_NOW=NOW.replace(tzinfo=None).isoformat(), DEMO=True, SECOND_FACTOR_REQUIRED=False):
        load_demo(PASSWORD)
        yield


@pytest.fixture
def site(demo: None) -> Iterator[str]:
    """The site's address. Served as in production, static files by WhiteNoise, which pytest's live server passes by."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """Opens a page of the site in a new window: `open_page(language="nl", size=WIDE)`. Errors in its console fail."""
    contexts, errors = [], []

    def opened(*, language: str = "nl", size: ViewportSize = WIDE, scripts: bool = True) -> Page:
        context = browser.new_context(
            base_url=site,
            locale=language,
            viewport=size,
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    unexpected = [error for error in errors if "status of 4" not in error]
    assert not unexpected, unexpected


def sign_in(page: Page, email: str) -> None:
    """Sign in as a person does, by the form."""
    page.goto("/account/login/")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/vandaag/")


def picture(page: Page, name: str) -> None:
    """Keep a picture of the whole page among the artefacts of this run."""
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def person(email: str) -> User:
    """Somebody of the demonstration."""
    return User.objects.get(email=email)
