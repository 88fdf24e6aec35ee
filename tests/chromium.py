"""Test helper: Debian's Chromium, headless, with a file for its microphone."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

LANDSCAPE, PORTRAIT = (1280, 720), (1080, 1920)


def clicked(found: list[WebElement], text: str = "") -> bool:
    """Whether the first of these with that text was clicked: none may be there yet, or be drawn anew
    this very moment."""
    try:
        one = next((one for one in found if text in one.text), None)
        if one is not None:
            one.click()
    except StaleElementReferenceException:
        return False
    return one is not None


class Page:
    """One browser with one page. Errors and refusals of the page's console are in `complaints`."""

    def __init__(
        self,
        size: tuple[int, int] = LANDSCAPE,
        microphone: Path | None = None,
        allowed: bool = True,
    ) -> None:
        """microphone: a WAV file, played once from the moment it is opened; None: a beep a second.
        allowed: the user lets the page have it."""
        program, driver = shutil.which("chromium"), shutil.which("chromedriver")
        if program is None or driver is None:
            raise RuntimeError("chromium and chromium-driver are not installed")
        options = Options()
        options.binary_location = program
        for argument in (
            "--headless=new",
            "--no-sandbox",  # the tests may run as root in a container
            "--disable-dev-shm-usage",
            "--disable-gpu",
            "--hide-scrollbars=false",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--no-proxy-server",
            "--use-fake-device-for-media-stream",
            f"--window-size={size[0]},{size[1]}",
        ):
            options.add_argument(argument)
        if allowed:
            options.add_argument("--use-fake-ui-for-media-stream")
        else:
            options.add_argument("--deny-permission-prompts")
        if microphone is not None:
            options.add_argument(f"--use-file-for-fake-audio-capture={microphone}%noloop")
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(driver))
        self.driver.set_script_timeout(60)
        self.resize(size)

    def resize(self, size: tuple[int, int]) -> None:
        """The page itself, without the browser's frame."""
        width, height = size
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def open(self, url: str) -> None:
        self.driver.get(url)

    def js(self, script: str, *given: Any) -> Any:
        return self.driver.execute_script(script, *given)

    def module(self, script: str, *given: Any) -> Any:
        """An async function's body, with `import()`; what it returns."""
        wrapped = f"""const done = arguments[arguments.length - 1];
            (async (...given) => {{ {script} }})(...arguments)
              .then((value) => done({{ value }}), (error) => done({{ error: `${{error.stack}}` }}));"""
        answer = self.driver.execute_async_script(wrapped, *given)
        assert "error" not in answer, answer["error"]
        return answer.get("value")

    def find(self, selector: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def text(self, selector: str) -> str:
        return self.js(
            "return document.querySelector(arguments[0])?.innerText ?? ''", selector
        ).strip()

    def texts(self, selector: str) -> list[str]:
        return self.js(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.innerText.trim())",
            selector,
        )

    def click(self, selector: str) -> None:
        self.until(lambda: clicked(self.all(selector)), f"{selector} is there")

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def chord(self, held: str, key: str) -> None:
        """A key while another is held."""
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).key_down(held).send_keys(key).key_up(held).perform()

    def until(self, true: Callable[[], Any], what: str, seconds: float = 60.0) -> Any:
        end = time.monotonic() + seconds
        while not (found := true()):
            assert time.monotonic() < end, f"not in time: {what}; {self.complaints}"
            time.sleep(0.05)
        return found

    @property
    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.driver.get_log("browser")]

    def picture(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(path))

    def close(self) -> None:
        self.driver.quit()

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
