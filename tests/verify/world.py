"""A vector's network: answers from its `documents`, and records the addresses read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from badgepress.errors import FetchError, problem
from badgepress.verify.fetch import Gone


class Told:
    """A fetch over a vector's documents."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]]) -> None:
        self.documents = documents
        self.asked: list[str] = []

    def __call__(self, address: str) -> bytes:
        """The document at the address; any other address is unreachable."""
        self.asked.append(address)
        answer = self.documents.get(address, {"error": "unreachable"})
        if answer.get("status") == 410:
            raise Gone(address, json.dumps(answer.get("json")).encode())
        if "json" in answer:
            return json.dumps(answer["json"]).encode()
        if "text" in answer:
            return str(answer["text"]).encode()
        code = "not-found" if answer.get("status") == 404 else str(answer.get("error", "unreachable"))
        raise FetchError(problem(code, "the address cannot be read", path=address))
