"""Keys: how they are written, what they sign, and the identifiers that stand for them."""
