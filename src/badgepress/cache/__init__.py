"""Remembers between builds what each assertion file and the whole programme came to, so that only changes cost time.

Everything here can be deleted at any time. A damaged file, or one of another version, counts as missing.
"""

from badgepress.cache.session import Session, remembering

__all__ = ["Session", "remembering"]
