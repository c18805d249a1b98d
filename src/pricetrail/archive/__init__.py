"""The pages behind the history, kept as they came: content-addressed, compressed, shared."""

from pricetrail.archive.archive import Archive, Saved, Usage
from pricetrail.archive.places import Place, open_place

__all__ = ["Archive", "Place", "Saved", "Usage", "open_place"]
