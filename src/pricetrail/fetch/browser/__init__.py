"""Pages through Chromium, for shops whose pages are made by scripts."""
