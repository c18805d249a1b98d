"""What is running, due and failing, and how each shop does."""
