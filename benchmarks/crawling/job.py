"""What every crawler is asked to do, read from its command line; imports nothing of any of them."""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from benchmarks.crawling.goods import Good


@dataclass(frozen=True)
class Job:
    """Crawl the first `pages` products of the shop at `origin` and write them to `out`."""

    parser: str
    origin: str
    pages: int
    concurrency: int
    out: Path

    @property
    def urls(self) -> list[str]:
        """The pages to crawl, each once."""
        return [f"{self.origin}{Good(number).path}" for number in range(self.pages)]

    def arguments(self) -> list[str]:
        """The job as a command line, for `read_job` to read."""
        return [f"--{name}={value}" for name, value in vars(self).items()]


def read_job() -> Job:
    """The job on the command line of this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parser", required=True)
    parser.add_argument("--origin", required=True)
    parser.add_argument("--pages", type=int, required=True)
    parser.add_argument("--concurrency", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    return Job(**vars(parser.parse_args()))


def report(seconds: float) -> None:
    """Tell the harness how long it took: from the start of the crawl to the closed output."""
    print(json.dumps({"seconds": seconds}), flush=True)
