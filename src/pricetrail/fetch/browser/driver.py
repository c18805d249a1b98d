"""One Chromium under one chromedriver, through Selenium; every call blocks.

chromedriver is started here, and not by Selenium, so that nothing is ever downloaded, it takes a
free port itself, and it ends with us: where there is ``setpriv`` the kernel ends it when its
parent dies, however that dies; and Chromium ends when the pipe to its driver does.
"""

import json
import os
import re
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from selenium.common.exceptions import (
    InvalidSessionIdException,
    NoSuchWindowException,
    SessionNotCreatedException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver import Remote
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.remote_connection import ChromeRemoteConnection
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.command import Command
from selenium.webdriver.remote.webelement import WebElement
from urllib3.exceptions import HTTPError

from pricetrail.fetch.browser import processes
from pricetrail.fetch.browser.config import BrowserConfig
from pricetrail.fetch.browser.flags import PREFERENCES, flags
from pricetrail.fetch.browser.trouble import (
    BrowserLost,
    CommandRefused,
    LoadFailed,
    LoadTooSlow,
)

_STARTED = re.compile(rb"on port (\d+)")
_NET_ERROR = re.compile(r"net::(ERR_\w+)")
_VERSION = re.compile(rb"(\d+)\.\d+")
_LONGEST_COMMAND_S = 120
_LONGEST_SCRIPT_S = 5
_LOST = re.compile(
    r"tab crashed|disconnected|not reachable|invalid session|target frame detached"
    r"|no such execution context|session deleted",
    re.IGNORECASE,
)
# Dialogs would stop the page and everything else until somebody answers.
_NO_DIALOGS = "for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = () => {};"

_FORGET = """
window.stop();
window.pricetrailLeft = true;
for (const name of ['sessionStorage', 'localStorage'])
  try { window[name].clear(); } catch { /* the page may not have any */ }
"""
_STORAGE = "indexeddb,cache_storage,service_workers,file_systems"
# What no product page needs to say what it costs; pictures are off altogether.
_NOT_LOADED = ("/favicon.ico", ".woff", ".ttf", ".otf", ".mp4", ".webm", ".mp3", ".m3u8")


class Driver:
    """A browser with a profile of its own in `folder`, up once `start` returns.

    All methods raise a `BrowserTrouble` where they cannot do what they say.
    """

    def __init__(self, config: BrowserConfig, folder: Path, proxy_port: int) -> None:
        self._config = config
        self._folder = folder
        self._proxy_port = proxy_port
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: ChromeRemoteConnection | None = None
        self._remote: Remote | None = None
        self._killed = False
        self.frame = ""

    def start(self) -> None:
        """Start chromedriver and Chromium."""
        with _declared():
            port = self._start_chromedriver()
            server = ClientConfig(
                remote_server_addr=f"http://127.0.0.1:{port}",
                keep_alive=True,
                timeout=_LONGEST_COMMAND_S,
            )
            connection = ChromeRemoteConnection(
                remote_server_addr=f"http://127.0.0.1:{port}",
                ignore_proxy=True,
                client_config=server,
            )
            self._connection = connection
            self._remote = Remote(command_executor=connection, options=self._options())
            self._remote.set_script_timeout(_LONGEST_SCRIPT_S)
            self._remote.set_page_load_timeout(self._config.timeout_s)
            self.frame = self._remote.current_window_handle
            self._prepare()

    @property
    def is_lost(self) -> bool:
        """Whether it was ended or ended by itself."""
        return self._killed or self._process is None or self._process.poll() is not None

    def kill(self) -> None:
        """End it all at once, from any thread; a call that waits for it fails."""
        self._killed = True
        process = self._process
        if process is not None and process.poll() is None:
            processes.end_group(process.pid)

    def close(self) -> None:
        """End it all and wait until it is over; closing twice is harmless."""
        self.kill()
        self._remote = None
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()  # type: ignore[no-untyped-call]
        process, self._process = self._process, None
        if process is not None:
            process.wait()
            if process.stdout is not None:
                process.stdout.close()

    @property
    def memory(self) -> int:
        """Bytes that driver and browser have, with all their processes."""
        process = self._process
        return 0 if process is None else processes.memory_of_tree(process.pid)

    def open(self, url: str) -> None:
        """Begin to load a page; raises LoadTooSlow, LoadFailed, BrowserLost."""
        with _declared(loads=True):
            self.cdp("Emulation.setScriptExecutionDisabled", value=False)
            self._there.get(url)

    def run(self, script: str, *given: Any) -> Any:
        """What a script answers."""
        with _declared():
            return self._there.execute_script(script, *given)

    def cdp(self, command: str, **params: Any) -> Any:
        """What a command of the DevTools protocol answers."""
        with _declared():
            sent = {"cmd": command, "params": params}
            return self._there.execute("executeCdpCommand", sent)["value"]

    def network_messages(self) -> list[dict[str, Any]]:
        """What the network log has had since it was last asked."""
        with _declared():
            entries = self._there.execute(Command.GET_LOG, {"type": "performance"})["value"]
        return [json.loads(entry["message"])["message"] for entry in entries]

    def click(self, css: str) -> None:
        """Click the first element that `css` selects; raises CommandRefused where it cannot be."""
        with _declared():
            self._element(css).click()

    def type(self, css: str, text: str, *, enter: bool) -> None:
        """Replace what stands in a field."""
        with _declared():
            element = self._element(css)
            element.clear()
            element.send_keys(text, *([Keys.ENTER] if enter else []))

    def forget(self, origins: Iterable[str]) -> None:
        """Stop the page, and keep nothing of it: no cookies, no storage, no other tabs."""
        with _declared():
            others = [each for each in self._there.window_handles if each != self.frame]
            for each in others:
                self._there.switch_to.window(each)
                self._there.close()
            if others:
                self._there.switch_to.window(self.frame)
        self.run(_FORGET)
        self.cdp("Emulation.setScriptExecutionDisabled", value=True)
        self.cdp("Network.clearBrowserCookies")
        for origin in origins:
            self.cdp("Storage.clearDataForOrigin", origin=origin, storageTypes=_STORAGE)
        self.network_messages()

    def screenshot(self) -> bytes:
        """What the page looks like now, as JPEG; its scripts are stopped, for it to stand still."""
        self.cdp("Emulation.setScriptExecutionDisabled", value=True)
        self.cdp("Page.stopLoading")
        return b64decode(self.cdp("Page.captureScreenshot", format="jpeg", quality=60)["data"])

    @property
    def _there(self) -> Remote:
        if self._remote is None:
            raise BrowserLost("the browser was ended")
        return self._remote

    def _element(self, css: str) -> WebElement:
        return self._there.find_element(By.CSS_SELECTOR, css)

    def _start_chromedriver(self) -> int:
        """Start it in a process group of its own; the port it took."""
        (self._folder / "tmp").mkdir()
        command = [
            *_dies_with_us(),
            self._config.chromedriver,
            "--port=0",
            f"--log-path={self._folder / 'chromedriver.log'}",
            "--log-level=SEVERE",
        ]
        self._process = process = subprocess.Popen(  # noqa: S603 -- the operator names it
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(self._folder),
            start_new_session=True,
        )
        for line in process.stdout or ():
            if (said := _STARTED.search(line)) and b"success" in line:
                return int(said[1])
        raise BrowserLost(f"{self._config.chromedriver} does not start")

    def _options(self) -> Options:
        options = Options()
        options.binary_location = self._config.chromium
        version = _major_version(self._config.chromium)
        profile = str(self._folder / "profile")
        for flag in flags(
            self._config, profile=profile, proxy_port=self._proxy_port, version=version
        ):
            options.add_argument(flag)
        options.page_load_strategy = "none"
        options.unhandled_prompt_behavior = "dismiss"
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        options.add_experimental_option(
            "perfLoggingPrefs", {"enableNetwork": True, "enablePage": False}
        )
        options.add_experimental_option("prefs", dict(PREFERENCES))
        options.add_experimental_option("excludeSwitches", ["disable-popup-blocking"])
        return options

    def _prepare(self) -> None:
        self.cdp("Page.addScriptToEvaluateOnNewDocument", source=_NO_DIALOGS)
        self.cdp("Network.setCacheDisabled", cacheDisabled=True)
        self.cdp("Network.setBypassServiceWorker", bypass=True)
        self.cdp("Network.setBlockedURLs", urls=[f"*{name}*" for name in _NOT_LOADED])
        self.cdp("Browser.setDownloadBehavior", behavior="deny")


def _dies_with_us() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [] if setpriv is None else [setpriv, "--pdeathsig", "KILL", "--"]


def _environment(folder: Path) -> dict[str, str]:
    """Nothing of ours but where programs are: no proxies, no tokens, no home."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "LANG": "C.UTF-8",
    }


@cache
def _major_version(chromium: str) -> str:
    """The first number of Chromium's version. Raises BrowserLost where it does not start."""
    try:
        said = subprocess.run(  # noqa: S603 -- the operator names it
            [chromium, "--version"], capture_output=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise BrowserLost(f"{chromium} does not start") from error
    found = _VERSION.search(said.stdout)
    if found is None:
        raise BrowserLost(f"{chromium} does not say which version it is")
    return found[1].decode()


@contextmanager
def _declared(*, loads: bool = False) -> Iterator[None]:
    """Our errors for Selenium's, and for those of the connection under it.

    `loads` says that it is a page that is loaded, so that a time-out is the page's.
    """
    try:
        yield
    except TimeoutException as error:
        raise (LoadTooSlow if loads else CommandRefused)(_line(error)) from error
    except (InvalidSessionIdException, NoSuchWindowException) as error:
        raise BrowserLost("the browser's tab is gone") from error
    except SessionNotCreatedException as error:
        raise BrowserLost(f"Chromium does not start: {_line(error)}") from error
    except WebDriverException as error:
        message = _line(error)
        if failed := _NET_ERROR.search(message):
            raise LoadFailed(failed[1]) from error
        if _LOST.search(message):
            raise BrowserLost("the browser's tab crashed") from error
        raise CommandRefused(message) from error
    except (HTTPError, OSError) as error:
        raise BrowserLost("the browser's driver is gone") from error


def _line(error: WebDriverException) -> str:
    return " ".join((error.msg or "").partition("\n")[0].split())[:200]
