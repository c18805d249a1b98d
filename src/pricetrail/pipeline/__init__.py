"""One target end to end: claim, fetch, extract, store; and every attempt leaves its outcome.

Only a page that was read as the product's own page makes an event. A blocked, missing, failing
or redirected page leaves an attempt with its reason and never a price or a stock state.

`scraping` does it; `finder` fetches and reads, `findings` says what that came to, and `endings`
what an attempt changes on its target and its product.
"""

from pricetrail.pipeline.finder import Extractor
from pricetrail.pipeline.findings import BrowserNeeded, Finding, Scrape
from pricetrail.pipeline.scraping import Pipeline

__all__ = ["BrowserNeeded", "Extractor", "Finding", "Pipeline", "Scrape"]
