from tests.support.scraping import app, clock, overrides, settings, shop, store_url

__all__ = ["app", "clock", "overrides", "settings", "shop", "store_url"]
