"""The crawl benchmark measures what it says: every page once, read whole, by the real pipeline."""

import gzip
from dataclasses import astuple

from benchmarks import crawl
from benchmarks.crawling.goods import SIZES, Good, PageMaker
from pricetrail.values import gtin_is_valid

ORIGIN = "http://127.0.0.1:8000"


def test_pages_have_their_size_and_survive_gzip():
    for size in SIZES.values():
        maker = PageMaker(size, ORIGIN)
        for number in (0, 1, 4_999):
            good = Good(number)
            page = maker.page(good)
            assert abs(len(page) - size) < size * 0.05
            assert gzip.decompress(maker.gzipped(good)) == page
            assert gtin_is_valid(good.gtin)


def test_our_own_crawl_runs_without_the_peers():
    found = crawl.run(pages=20, rounds=1, crawlers=crawl.CRAWLERS[:1])
    assert [(row.size, row.crawler) for row in found.rows] == [
        ("30 KB", "pricetrail"),
        ("250 KB", "pricetrail"),
    ]
    assert all(min(astuple(row.figures)) > 0 for row in found.rows)
