"""What is wrong with a page that is open, as far as a machine can see."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.e2e.conftest import picture


def faults_on(page: Page, name: str, size: ViewportSize) -> list[str]:
    """Every fault as a line: what axe finds, and scrolling sideways; keeps a picture of the page."""
    picture(page, f"{name}-{page.locator('html').get_attribute('lang')}-{size['width']}")
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    faults = [f"{name}: {violation['id']}: {node['html'][:150]}" for violation in found for node in violation["nodes"]]
    if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
        faults.append(f"{name}: the page scrolls sideways")
    return faults
