"""Site rules: one file per shop or platform, found automatically."""
