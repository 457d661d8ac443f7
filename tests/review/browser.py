# SPDX-License-Identifier: GPL-2.0-or-later
"""A headless Chromium that is controlled through a pipe: Chrome's DevTools protocol.

with Browser(folder) as browser:
    page = browser.open(path)
    page.value("document.title")
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

#: Seconds that a busy machine may take for one answer.
_PATIENCE = 60
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--remote-debugging-pipe",
    "--force-color-profile=srgb",
    # Requests of the browser itself.
    "--disable-background-networking",
    "--disable-component-update",
)


def find_chromium() -> str:
    """Its path. A missing Chromium is an error, never a reason to skip a test."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    assert found, "chromium is missing: apt-get install chromium"
    return found


class Browser:
    """A browser with its own profile below `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = 0
        self._target = ""
        self._waiting: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        # It reads from 3 and writes to 4; our descriptors are moved out of the way.
        its_in, self._out = (_moved(end) for end in os.pipe())
        self._in, its_out = (_moved(end) for end in os.pipe())

        def dup() -> None:
            os.dup2(its_in, 3)
            os.dup2(its_out, 4)

        self._process = subprocess.Popen(
            [find_chromium(), *_OPTIONS, f"--user-data-dir={self._folder / 'profile'}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            close_fds=False,
            preexec_fn=dup,  # noqa: PLW1509 (two descriptors are moved, and nothing else)
        )
        os.close(its_in)
        os.close(its_out)
        self._rest = b""
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        os.close(self._out)
        os.close(self._in)

    def open(self, path: Path, width: int = 1400, height: int = 1000, **media: str) -> Page:
        """A new page with a local file, completely loaded; the previous one is closed.

        A browser sends keys to the front page, and delays work on the others.
        """
        if self._target:
            self.send("Target.closeTarget", {"targetId": self._target})
        self._target = target = self.send("Target.createTarget", {"url": "about:blank"})["targetId"]
        session = self.send("Target.attachToTarget", {"targetId": target, "flatten": True})
        page = Page(self, session["sessionId"])
        page.resize(width, height)
        features = [
            {"name": name.replace("_", "-"), "value": value} for name, value in media.items()
        ]
        page.send("Emulation.setEmulatedMedia", {"features": features})
        for domain in ("Page", "Runtime", "Log", "Network"):
            page.send(f"{domain}.enable")
        page.send("Page.bringToFront")
        page.send("Emulation.setFocusEmulationEnabled", {"enabled": True})
        page.load(path)
        return page

    def send(
        self, method: str, values: Mapping[str, object] | None = None, session: str = ""
    ) -> dict[str, Any]:
        """One command, and its answer."""
        self._last += 1
        number = self._last
        command = {"id": number, "method": method, "params": values or {}}
        if session:
            command["sessionId"] = session
        data = json.dumps(command).encode() + b"\0"
        while data:
            data = data[os.write(self._out, data) :]
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result
            self._waiting.append(answer)

    def wait_for(self, method: str, session: str) -> dict[str, Any]:
        """The next event of this name; earlier ones are kept."""
        for at, message in enumerate(self._waiting):
            if message.get("method") == method and message.get("sessionId") == session:
                return self._waiting.pop(at)
        while True:
            received = self._next()
            if received.get("method") == method and received.get("sessionId") == session:
                return received
            self._waiting.append(received)

    def events(self, session: str, *methods: str) -> list[dict[str, Any]]:
        """The events of a page so far."""
        return [
            message
            for message in self._waiting
            if message.get("sessionId") == session and message.get("method") in methods
        ]

    def _next(self) -> dict[str, Any]:
        end = time.monotonic() + _PATIENCE
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(end - time.monotonic(), 0))
            assert ready, "chromium does not answer"
            some = os.read(self._in, 1 << 20)
            assert some, "chromium has ended"
            self._rest += some
        first, _, self._rest = self._rest.partition(b"\0")
        answer: dict[str, Any] = json.loads(first)
        return answer


class Page:
    """One page."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def send(self, method: str, values: Mapping[str, object] | None = None) -> dict[str, Any]:
        return self._browser.send(method, values, self._session)

    def load(self, path: Path) -> None:
        """Open it, and wait until it is loaded. What a page stores is written a little later."""
        time.sleep(0.3)
        self.send("Page.navigate", {"url": path.as_uri()})
        self._browser.wait_for("Page.loadEventFired", self._session)

    def resize(self, width: int, height: int) -> None:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.send("Emulation.setDeviceMetricsOverride", size)

    def value(self, expression: str) -> Any:
        """The value of a JavaScript expression, as JSON; for a promise, its result."""
        answer = self.send(
            "Runtime.evaluate",
            {"expression": expression, "returnByValue": True, "awaitPromise": True},
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def key(self, key: str, *, shift: bool = False) -> None:
        """Press a key: `j`, `Enter`, `Escape`."""
        codes = {"Enter": 13, "Escape": 27}
        event = {"key": key, "windowsVirtualKeyCode": codes.get(key, 0), "modifiers": 8 * shift}
        if len(key) == 1 or key == "Enter":
            event["text"] = "\r" if key == "Enter" else key
        self.send("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        self.send("Input.dispatchKeyEvent", {"type": "keyUp", "key": key})

    def type(self, text: str) -> None:
        self.send("Input.insertText", {"text": text})

    def click(self, selector: str) -> None:
        """Click with the mouse in the middle of the first match of the selector."""
        # Elements far away are laid out when they come into view: the position is requested
        # afterwards.
        x, y = self.value(
            f"(async () => {{ const one = document.querySelector({json.dumps(selector)});"
            " const frame = () => new Promise((done) => requestAnimationFrame(done));"
            " for (let n = 0; n < 2; n++) { one.scrollIntoView({block: 'center'}); await frame(); }"
            " const box = one.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            event = {"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}
            self.send("Input.dispatchMouseEvent", event)

    def save_downloads(self, folder: Path) -> None:
        """Save downloads there."""
        self.send("Page.setDownloadBehavior", {"behavior": "allow", "downloadPath": str(folder)})

    def screenshot(self, path: Path) -> None:
        answer = self.send("Page.captureScreenshot", {"format": "png"})
        path.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self) -> bytes:
        """The page as printed, on A4."""
        options = {"printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69}
        return base64.b64decode(self.send("Page.printToPDF", options)["data"])

    def complaints(self) -> list[str]:
        """Errors of scripts, and what the page's policy has blocked."""
        events = self._browser.events(self._session, "Log.entryAdded", "Runtime.exceptionThrown")
        return [json.dumps(event["params"]) for event in events]

    def requests(self) -> list[str]:
        """The addresses of all requests."""
        events = self._browser.events(self._session, "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in events]


def _moved(number: int) -> int:
    """A file descriptor above those that the browser needs."""
    moved = fcntl.fcntl(number, fcntl.F_DUPFD_CLOEXEC, 10)
    os.close(number)
    return moved
