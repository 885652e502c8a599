"""Runs templates in Jinja2's sandbox, restricted further to what pages need.

Templates may come from anybody who can change a repository, so they are not trusted. A template sees the values of the
objects it gets and may only call what is listed below. It cannot reach files, modules or environment variables. This is
the second line of defence; the first is that signing renders nothing (see docs/security.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import Enum
from pathlib import Path
from types import ModuleType, NoneType
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace

from badgepress.model.base import Authored
from badgepress.render.folder import inside

#: The filters and globals of Jinja2 that are allowed. Those that reach attributes, pad or use randomness are removed.
FILTERS = frozenset(
    "abs batch capitalize count d default dictsort e escape first float forceescape groupby int items join last length "
    "list lower map max min reject rejectattr replace reverse round safe select selectattr slice sort string striptags "
    "sum title tojson trim truncate unique upper urlencode wordcount xmlattr".split()
)
GLOBALS = frozenset({"range", "dict", "namespace"})
#: What texts, lists and mappings can be asked for.
OF_TEXT = frozenset(
    "capitalize casefold count endswith find format format_map index isalnum isalpha isascii isdecimal isdigit islower "
    "isnumeric isspace istitle isupper join lower lstrip partition removeprefix removesuffix replace rfind rindex "
    "rpartition rsplit rstrip split splitlines startswith strip striptags swapcase title unescape upper".split()
)
OF_LISTS = frozenset({"count", "index"})
OF_MAPPINGS = frozenset({"get", "items", "keys", "values"})
OF_DATES = frozenset({"date", "isoformat", "isoweekday", "strftime", "weekday"})
#: What types of ours can be asked for, by the name of the type.
OF_OURS = {
    "Program": frozenset({"issuer_of", "url"}),
    "Translated": frozenset({"language_of"}),
    "Structured": frozenset({"award", "badge", "earner", "issuer"}),
}
_JINJA = (LoopContext, Macro, TemplateReference, BlockReference, TemplateModule, Undefined, Namespace)
_VALUES = (str, int, float, NoneType, date, Enum, Sequence, Mapping, frozenset, set)
#: Modules of our own types whose values templates may see.
_OURS = ("badgepress.model.", "badgepress.registry.", "badgepress.render.")
#: The longest text or list that a product may make, and the largest base of a power.
_MOST = 100_000


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox for templates that see values and call only what is listed."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, search: Sequence[Path], **options: Any) -> None:
        super().__init__(loader=loader(search), **options)
        self.filters = {name: one for name, one in self.filters.items() if name in FILTERS}
        self.globals = {name: one for name, one in self.globals.items() if name in GLOBALS}
        self._known: dict[tuple[type, str, bool], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Return whether a template may see an attribute: a value of an allowed type, or a listed method."""
        key = (type(obj), attr, callable(value))
        found = self._known.get(key)
        if found is None:
            found = super().is_safe_attribute(obj, attr, value) and _may_see(obj, attr, is_called=key[2])
            self._known[key] = found
        # a module is never a value, wherever it is found
        return found and not isinstance(value, ModuleType)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow what passed `is_safe_attribute` and what pages pass in; of types only `dict` and `namespace`."""
        return super().is_safe_callable(obj) and (not isinstance(obj, type) or obj in (dict, Namespace))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Limit the size of products and powers, and allow `%` only for numbers, since it also formats texts."""
        if operator == "%" and not isinstance(left, int | float):
            raise SecurityError("% works only for numbers here")
        if operator == "**" and not (isinstance(right, int | float) and abs(right) <= 64 and abs(left) <= _MOST):
            raise SecurityError("the power is too large")
        if operator == "*" and any(_size(one) * _times(other) > _MOST for one, other in ((left, right), (right, left))):
            raise SecurityError("the product is too long")
        return super().call_binop(context, operator, left, right)


def loader(search: Sequence[Path]) -> BaseLoader:
    """Return a loader for these folders, in this order, that refuses links that lead out of a folder."""
    return ChoiceLoader([_Inside(folder) for folder in search])


class _Inside(FileSystemLoader):
    """Loads templates from inside one folder only."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return the text of a template. Raises TemplateNotFound, or RenderError `outside-link`."""
        text, file, is_current = super().get_source(environment, template)
        inside(self._folder, Path(file))
        return text, file, is_current


def _may_see(obj: Any, attr: str, *, is_called: bool) -> bool:
    kind = type(obj)
    if isinstance(obj, type):
        return False
    if isinstance(obj, _JINJA):
        return True
    if is_called:
        return attr in _methods(obj) or any(attr in OF_OURS.get(base.__name__, ()) for base in _ours(kind))
    if isinstance(obj, Authored) and attr not in kind.model_fields:
        # pydantic's own attributes describe types; besides fields, our types have only properties
        return any(isinstance(vars(base).get(attr), property) for base in _ours(kind))
    return isinstance(obj, _VALUES) or bool(_ours(kind))


def _methods(obj: Any) -> frozenset[str]:
    if isinstance(obj, str):
        return OF_TEXT
    if isinstance(obj, Mapping):
        return OF_MAPPINGS
    return OF_DATES if isinstance(obj, date) else OF_LISTS if isinstance(obj, Sequence) else frozenset()


def _ours(kind: type) -> list[type]:
    return [base for base in kind.__mro__ if f"{base.__module__}.".startswith(_OURS)]


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple) else 0


def _times(value: Any) -> int:
    return value if isinstance(value, int) else 0
