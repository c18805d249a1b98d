"""Product pages in, a trail of validated, timestamped price observations out."""

from importlib.metadata import version

__version__ = version("pricetrail")
