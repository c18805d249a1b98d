from tests.support.embedded import clock, store

__all__ = ["clock", "store"]
