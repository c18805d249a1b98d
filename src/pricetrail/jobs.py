"""Scrapes that were asked for: tracking many URLs at once, scraping now, and how it goes."""
