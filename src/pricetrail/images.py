"""Product pictures, fetched once through the egress gate and kept: no browser asks a shop."""
