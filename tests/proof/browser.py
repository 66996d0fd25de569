"""A headless Chromium, spoken to over a pipe in its DevTools protocol: opens one page and tells what happened on it.

Everything lies in a folder of its own: no profile, no extension and no setting of the person is used or touched.
"""

import base64
import contextlib
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None)
_PATIENCE_S = 60.0
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--remote-debugging-pipe",
)


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What a page did while it was open, and how it looked.

    Args:
        picture: a PNG of all of it.
        complaints: errors and warnings of the console, of the page's scripts and of its policies; dialogs too.
        requests: addresses the page asked for beside its own and what it carries in itself.
        values: what the questions asked of it came to.
    """

    picture: bytes
    complaints: tuple[str, ...]
    requests: tuple[str, ...]
    values: dict[str, Any]


class Browser:
    """One running Chromium; `look` opens a page in a tab of its own."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._to, self._from = to_browser, from_browser
        self._waiting = b""
        self._n_asked = 0

    def look(
        self, page: Path, *, scheme: str, width_px: int = 1280, questions: dict[str, str] | None = None
    ) -> PageSeen:
        """Open a page in the colour scheme `light` or `dark`; `questions` are JavaScript expressions by name."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        tab = _Tab(self, self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        for domain in ("Page", "Runtime", "Log", "Network"):
            tab.ask(f"{domain}.enable")
        tab.ask("Emulation.setDeviceMetricsOverride", width=width_px, height=900, deviceScaleFactor=1, mobile=False)
        tab.ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        tab.ask("Page.navigate", url=page.as_uri())
        tab.wait_for("Page.loadEventFired")
        values = {
            name: tab.ask("Runtime.evaluate", expression=question, returnByValue=True, awaitPromise=True)["result"].get(
                "value"
            )
            for name, question in (questions or {}).items()
        }
        shot = tab.ask("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        self._ask("Target.closeTarget", targetId=target)
        asked_for = tuple(url for url in tab.requests if url != page.as_uri() and not url.startswith("data:"))
        return PageSeen(base64.b64decode(shot), tuple(tab.complaints), asked_for, values)

    def printed(self, page: Path) -> bytes:
        """The page as the browser prints it, into PDF on the paper that its style asks for."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        tab = _Tab(self, self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])
        tab.ask("Page.enable")
        tab.ask("Page.navigate", url=page.as_uri())
        tab.wait_for("Page.loadEventFired")
        made = tab.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)["data"]
        self._ask("Target.closeTarget", targetId=target)
        return base64.b64decode(made)

    def _ask(
        self, method: str, *, session: str | None = None, tab: "_Tab | None" = None, **params: Any
    ) -> dict[str, Any]:
        self._n_asked += 1
        number = self._n_asked
        message = {"id": number, "method": method, "params": params} | ({"sessionId": session} if session else {})
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            told = self.next_message()
            if told.get("id") == number:
                assert "error" not in told, f"{method}: {told['error']}"
                return told["result"]
            if tab is not None:
                tab.note(told)

    def next_message(self) -> dict[str, Any]:
        """The next thing the browser says."""
        deadline = time.monotonic() + _PATIENCE_S
        while b"\0" not in self._waiting:
            readable, _, _ = select.select([self._from], [], [], max(0.0, deadline - time.monotonic()))
            assert readable, f"the browser said nothing for {_PATIENCE_S:g} s"
            part = os.read(self._from, 1 << 16)
            assert part, "the browser ended"
            self._waiting += part
        message, _, self._waiting = self._waiting.partition(b"\0")
        return json.loads(message)


@dataclass(slots=True)
class _Tab:
    """One page: passes questions on, keeps what it did meanwhile."""

    browser: Browser
    session: str
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        return self.browser._ask(method, session=self.session, tab=self, **params)

    def wait_for(self, event: str) -> None:
        while event not in self.seen:
            self.note(self.browser.next_message())

    def note(self, told: dict[str, Any]) -> None:
        if told.get("sessionId") != self.session:
            return
        method, params = told.get("method", ""), told.get("params", {})
        self.seen.add(method)
        if method == "Network.requestWillBeSent":
            self.requests.append(params["request"]["url"])
        elif method == "Runtime.exceptionThrown":
            self.complaints.append(params["exceptionDetails"]["text"])
        elif method == "Runtime.consoleAPICalled":
            self.complaints.append(f"{params['type']}: {[each.get('value') for each in params['args']]}")
        elif method == "Log.entryAdded":
            self.complaints.append(f"{params['entry']['level']}: {params['entry']['text']}")
        elif method == "Page.javascriptDialogOpening":
            self.complaints.append(f"dialog: {params['message']}")
            self.browser._ask("Page.handleJavaScriptDialog", session=self.session, tab=self, accept=True)


@contextlib.contextmanager
def started(folder: Path) -> Iterator[Browser]:
    """A browser whose profile lies in `folder`, ended at the end."""
    assert PROGRAM is not None
    browser_reads, we_write = os.pipe()
    we_read, browser_writes = os.pipe()
    # The protocol wants the pipes as descriptors 3 and 4; the shell puts them there.
    command = f'exec "$0" "$@" 3<&{browser_reads} 4>&{browser_writes}'
    process = subprocess.Popen(
        ["bash", "-c", command, PROGRAM, *_OPTIONS, f"--user-data-dir={folder}", "about:blank"],
        pass_fds=(browser_reads, browser_writes),
        stdout=subprocess.DEVNULL,
        stderr=(folder.parent / "browser.log").open("wb"),
    )
    os.close(browser_reads)
    os.close(browser_writes)
    try:
        yield Browser(we_write, we_read)
    finally:
        os.close(we_write)
        os.close(we_read)
        process.terminate()
        process.wait(_PATIENCE_S)
