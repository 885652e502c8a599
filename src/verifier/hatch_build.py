"""The build hook: a wheel, an editable install and a source archive all carry the browser bundle."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

#: Kept beside the package in a checkout, and in it when it is installed.
INSTALLED = {
    "templates": "badgepress/_templates",
    "docs": "badgepress/_handbook/docs",
    "mkdocs.yml": "badgepress/_handbook/mkdocs.yml",
    ".github/workflows": "badgepress/_workflows",
    ".github/dependabot.yml": "badgepress/_hosts/dependabot.yml",
}


class BundleHook(BuildHookInterface[Any]):
    """Builds the bundle before the files of the package are gathered."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by hatchling; `version` is "standard" or "editable", and both need the bundle."""
        if self.target_name == "wheel" and version == "standard":
            build_data["force_include"].update(INSTALLED)
        source = Path(self.root) / "src" / "verifier" / "bundle.py"
        spec = importlib.util.spec_from_file_location("badgepress_verifier_bundle", source)
        if spec is None or spec.loader is None:
            raise RuntimeError("src/verifier/bundle.py is missing")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        try:
            module.build()
        except module.BundleError as error:
            raise RuntimeError(f"{error}\nhint: {error.hint}") from error
