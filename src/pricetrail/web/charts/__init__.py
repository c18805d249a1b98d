"""Charts as pure functions: observations in, SVG out, with classes and attributes only."""
