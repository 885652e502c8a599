"""Dates as the verifier reads them: the rule is `openbadges.moments`."""

from badgepress.openbadges.moments import counted, moment, stamp

__all__ = ["counted", "moment", "stamp"]
