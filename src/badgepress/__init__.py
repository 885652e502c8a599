"""Badgepress: badge programmes as static sites.

The pipeline, in order:

1. **read** turns an organisation's YAML (`badges/`) into frozen types and reports every problem with its line;
2. **sign** composes an Open Badges 3.0 credential for each award that has none, signs it and stores it as a line in
   `badges/issued/`; from then on that line is the credential;
3. **bake** embeds each credential in its badge image;
4. **render** makes the pages, data files and previews and then replaces the old `site/` with the new one;
5. **verify** checks any credential and reports nine checks and one verdict, the same here as in the browser.
"""

from badgepress.build import Built, build
from badgepress.errors import BadgepressError, Problem
from badgepress.openbadges.images.bake import Baked, bake, unbake
from badgepress.sign import Keyring, load_keyring
from badgepress.words import Told as Report
from badgepress.words import verify

__all__ = [
    "BadgepressError",
    "Baked",
    "Built",
    "Keyring",
    "Problem",
    "Report",
    "bake",
    "build",
    "load_keyring",
    "unbake",
    "verify",
]
