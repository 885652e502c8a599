"""Keys: their encodings, their signatures, and the DIDs that lead to them."""
