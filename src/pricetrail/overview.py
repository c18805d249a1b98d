"""What a person wants to see of products: cards, changes, lows and highs, all in few reads."""
