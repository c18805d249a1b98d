"""Measurements beside peers; no test depends on them."""
