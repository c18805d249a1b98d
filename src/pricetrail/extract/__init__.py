"""A page in, a record with provenance out: pure functions, no network."""

from pricetrail.extract.page import Extraction, extract

__all__ = ["Extraction", "extract"]
