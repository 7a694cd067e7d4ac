"""The browser that looks at pages: Chromium without a window, and without the network."""

from __future__ import annotations

import shutil
from typing import Any

SWITCHES = (
    "--headless=new",
    "--no-sandbox",  # which root cannot have
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND",
)


def is_there() -> bool:
    """Whether this machine has one, and what drives it."""
    return all(map(shutil.which, ("chromium", "chromedriver")))


def headless(*, logging: bool = False) -> Any:
    """A driver of a new one, that is to be quit. With `logging` it keeps what pages ask for."""
    from selenium import webdriver
    from selenium.webdriver.chrome.options import Options
    from selenium.webdriver.chrome.service import Service

    options = Options()
    for switch in SWITCHES:
        options.add_argument(switch)  # type: ignore[no-untyped-call]
    if logging:
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = Service(shutil.which("chromedriver") or "")
    return webdriver.Chrome(service=service, options=options)
