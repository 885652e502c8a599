"""The pictures of the site: badges, link previews, codes, and the letters on them."""
