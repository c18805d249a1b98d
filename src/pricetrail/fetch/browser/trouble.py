"""What can go wrong with a browser, whatever library drives it."""


class BrowserTrouble(Exception):
    """The root; its message is one line."""


class BrowserLost(BrowserTrouble):
    """Browser, tab or driver crashed or were ended: only a new browser helps."""


class LoadTooSlow(BrowserTrouble, TimeoutError):
    """The page was not loaded in its time."""


class LoadFailed(BrowserTrouble):
    """The page could not be loaded; the message is Chromium's own, such as ``ERR_FAILED``."""


class CommandRefused(BrowserTrouble):
    """The page let the browser not do what it was told; it may in a moment."""
