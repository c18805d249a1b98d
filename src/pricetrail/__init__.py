"""Product pages in, a trail of validated, timestamped price observations out."""

__version__ = "0.1.0"
