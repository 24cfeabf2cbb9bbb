"""A real browser before a real desk: the system's Chromium, driven by Playwright, one context a person."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from tests.integration.desk_rest_rig import PASSWORD

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), ""
)
needs_browser = pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: apt-get install chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = 1280, 360
PATIENCE_MS = 30_000
PICTURES = os.environ.get("HOTLINE_PICTURES", "")
"""A folder: then the tests write what they see into it, for the docs (`make pictures`)."""
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


class Visitor:
    """Somebody at a browser: a page of an own context, so with cookies of its own."""

    def __init__(self, url: str, page: Page) -> None:
        self.url = url
        self.page = page

    async def go(self, path: str) -> None:
        """Open a page of the desk."""
        await self.page.goto(self.url + path)

    async def sign_in(self, login: str) -> None:
        """Sign in as a person would, and wait for the worklist."""
        await self.go("/sign-in")
        await self.page.get_by_label("工号").fill(login)
        await self.page.get_by_label("密码").fill(PASSWORD)
        await self.page.get_by_role("button", name="登录").click()
        await self.page.wait_for_url(f"{self.url}/work")

    async def press(self, name: str) -> None:
        """Press the button of this name."""
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def sees(self, text: str) -> None:
        """Wait until the text is shown."""
        await self.page.get_by_text(text).first.wait_for()

    async def check(self) -> None:
        """What holds for every page: it fits the window, and axe-core finds no fault (WCAG 2.2 AA).

        Looked at from its top: what has just slid half under a part that stays in sight is no small target.
        """
        await self.page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
        wide = await self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} pixels wider than the window"
        found = await Axe().run(self.page, options=AXE_OPTIONS)
        assert found.violations_count == 0, f"{self.page.url}: {found.generate_report()}"

    async def picture(self, name: str) -> None:
        """Write what is seen into the folder of pictures, where one was asked for."""
        if PICTURES:
            await self.page.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


class Visitors:
    """Opens contexts; whatever a page complains of on its console, or loads from elsewhere, is kept in `faults`."""

    def __init__(self, url: str, browser: Browser) -> None:
        self.url = url
        self.browser = browser
        self.faults: list[str] = []

    async def new(self, login: str = "", *, width: int = WIDE, dark: bool = False) -> Visitor:
        """Somebody new, signed in where a login is given."""
        context = await self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", locale="zh-CN"
        )
        page = await context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if "Security Policy" in said.text else None)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((self.url, "data:")) else self.faults.append(asked.url),
        )
        visitor = Visitor(self.url, page)
        if login:
            await visitor.sign_in(login)
        return visitor


@asynccontextmanager
async def visitors(url: str) -> AsyncIterator[Visitors]:
    """A browser before the desk at `url`. At its end no page may have complained, or asked anybody else."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            found = Visitors(url, browser)
            yield found
            assert found.faults == []
        finally:
            await browser.close()
