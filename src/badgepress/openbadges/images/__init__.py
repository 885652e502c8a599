"""Badges inside images: PNG and SVG (Open Badges 3.0 §5.3)."""
