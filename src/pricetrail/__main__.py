"""Where `pricetrail` begins: from here on an interrupt ends it quietly, also while it loads.

Loading takes some tenths of a second, in which Python would answer Ctrl-C with a trace.
"""

import os
import signal
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line and end the process with its exit code; SIGTERM is as Ctrl-C."""
    heard = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # not so under nohup
    if heard:
        signal.signal(signal.SIGINT, _leave)

    _fill_closed_streams()
    from pricetrail.cli import run  # noqa: PLC0415 - this is what takes its time

    def begin() -> None:
        if heard:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))

    code = run(sys.argv[1:], begin=begin)
    if heard and signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # it was told to end
        signal.signal(signal.SIGINT, _leave)
    sys.exit(code)


def _fill_closed_streams() -> None:
    """Give each closed stream a file, so that none we open later takes its place.

    Writing to a closed standard output fails, as it should; to a standard error it does not.
    """
    if sys.stdin is None:
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")


def _leave(*_: object) -> None:
    os._exit(_INTERRUPTED)


if __name__ == "__main__":
    main()
