"""Draws the pictures of the site: badges, link previews, QR codes, and the letters on them."""
