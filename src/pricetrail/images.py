"""Product pictures, fetched once through the egress gate and kept, so that no browser asks a shop."""
