"""Files dragged over a page and dropped there, as the browser itself sees it when somebody does so."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from playwright.sync_api import Page


def drag(page: Page, zone: str, file: Path, *kinds: Literal["dragEnter", "dragOver", "dragLeave", "drop"]) -> None:
    """What happens to a file, one thing after the other, over the upper part of the element that `zone` selects."""
    box = page.locator(zone).bounding_box()
    if box is None:
        raise AssertionError(f"{zone} cannot be seen")
    where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + 20}
    carried = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    devtools = page.context.new_cdp_session(page)
    for kind in kinds:
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": carried, **where})
    devtools.detach()
