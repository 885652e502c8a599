"""Dates as the verifier reads them. `openbadges.moments` has the rules."""

from badgepress.openbadges.moments import counted, moment, stamp

__all__ = ["counted", "moment", "stamp"]
