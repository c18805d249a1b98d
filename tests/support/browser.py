"""Debian's Chromium, driven through selenium: what it shows, and what it complains about."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from selenium import webdriver
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

CHROMIUM = "/usr/bin/chromium"
CHROMEDRIVER = "/usr/bin/chromedriver"
PATIENCE_S = 60.0

T = TypeVar("T")

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)

_FIND_BY_WORDS = """
const [css, words] = arguments;
const said = element => element.innerText.trim() || element.textContent.trim();
return [...document.querySelectorAll(css)].find(
  element => element.checkVisibility() && said(element).split(/\\s+/).join(" ") === words
) ?? null;
"""


class Browser:
    """A page as a person has it before them: found by what it says, pressed, typed into."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver

    def resize(self, width: int, height: int = 900) -> None:
        """Be a window of that size; narrow ones are phones."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)

    def prefer(self, theme: str) -> None:
        """Prefer light or dark, as a system does."""
        features = [
            {"name": "prefers-color-scheme", "value": theme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})

    def scripts(self, *, on: bool) -> None:
        """Run scripts or not, from the next page on."""
        self.driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    def open(self, url: str) -> Self:
        """Load a page, to its end."""
        self.driver.get(url)
        return self

    def find(self, css: str) -> WebElement:
        """The element that `css` selects; waits until it is there."""
        return self.wait(lambda: next(iter(self.all(css)), None), css)

    def all(self, css: str) -> list[WebElement]:
        """Every element that `css` selects now."""
        return self.driver.find_elements(By.CSS_SELECTOR, css)

    def wait(self, look: Callable[[], T | None], what: str = "") -> T:
        """What `look` finds, as soon as that is something; the page may change meanwhile."""
        until = time.monotonic() + PATIENCE_S
        while True:
            with suppress(WebDriverException):  # as of an element that is there no more
                if found := look():
                    return found
            assert time.monotonic() < until, (
                f"there is no {what} in {self.driver.page_source[:3000]}"
            )
            time.sleep(0.02)

    def press(self, words: str, within: str = "body") -> None:
        """Press the button or follow the link that says `words`."""

        def pressed() -> bool:
            element = self.evaluate(_FIND_BY_WORDS, f":is({within}) :is(a, button, summary)", words)
            if element is not None:
                element.click()
            return element is not None

        self.wait(pressed, f"button {words!r}")

    def fill(self, css: str, text: str) -> None:
        """Replace what stands in a field."""
        field = self.find(css)
        field.clear()
        field.send_keys(text)

    def sees(self, words: str) -> None:
        """Wait until the page shows `words`."""
        self.wait(lambda: words in self.text, repr(words))

    def evaluate(self, script: str, *given: Any) -> Any:
        """What a script answers."""
        return self.driver.execute_script(script, *given)

    @property
    def text(self) -> str:
        """What the page shows."""
        return str(self.evaluate("return document.body ? document.body.innerText : ''"))

    @property
    def path(self) -> str:
        """Path and query of the page."""
        return str(self.evaluate("return location.pathname + location.search"))

    def complaints(self) -> list[str]:
        """What the console said since it was last asked: errors, and what the CSP refused."""
        said = self.driver.get_log("browser")
        return [e["message"] for e in said if e["level"] in {"SEVERE", "WARNING"}]


@contextmanager
def running_browser(profile: Path) -> Iterator[Browser]:
    """A browser with an empty profile, ended at the end."""
    options = Options()
    options.binary_location = CHROMIUM
    for flag in (*_FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(CHROMEDRIVER))
    driver.set_script_timeout(PATIENCE_S)
    try:
        yield Browser(driver)
    finally:
        driver.quit()


def violations(browser: Browser, axe: str, *rules: str) -> list[str]:
    """What axe-core finds wrong with the page, by all its rules or by some."""
    if not browser.evaluate("return window.axe !== undefined"):
        browser.evaluate(axe)
    found = browser.driver.execute_async_script(
        "const [rules, done] = arguments;"
        "const options = {resultTypes: ['violations'], iframes: false, preload: false};"
        "if (rules.length) options.runOnly = rules;"
        "requestAnimationFrame(() => setTimeout(() =>"
        "  axe.run(options).then(found => done(JSON.stringify(found.violations)))));",
        rules,
    )
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:300]} {one['nodes'][0]['failureSummary']}"
        for one in json.loads(found)
    ]
