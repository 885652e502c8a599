"""Where templates run: Jinja2's sandbox, and in it only what pages are made of.

A folder of templates is somebody's file in a repository, so it is read as data. Of the objects that a template gets it
sees what they say and calls what stands below; it reaches no file, no module and no variable of the environment. That
is the second line: the first is that signing renders nothing (see docs/security.md).
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

#: Filters and globals of Jinja2's own that stay. Gone are those that reach attributes, pad, or go by chance.
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
#: Where the types of ours are from whose values templates may see.
_OURS = ("badgepress.model.", "badgepress.registry.", "badgepress.render.")
#: The longest text or list that a product makes, and the largest power.
_MOST = 100_000


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox for templates that see values, and call nothing but what is listed."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, search: Sequence[Path], **options: Any) -> None:
        super().__init__(loader=loader(search), **options)
        self.filters = {name: one for name, one in self.filters.items() if name in FILTERS}
        self.globals = {name: one for name, one in self.globals.items() if name in GLOBALS}
        self._known: dict[tuple[type, str, bool], bool] = {}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may see it: a value of a type that pages are made of, or a method that is listed."""
        key = (type(obj), attr, callable(value))
        found = self._known.get(key)
        if found is None:
            found = super().is_safe_attribute(obj, attr, value) and _may_see(obj, attr, is_called=key[2])
            self._known[key] = found
        # What is imported somewhere is no value, wherever it is found.
        return found and not isinstance(value, ModuleType)

    def is_safe_callable(self, obj: Any) -> bool:
        """What got through `is_safe_attribute`, and what pages hand over; no type but `dict` and `namespace`."""
        return super().is_safe_callable(obj) and (not isinstance(obj, type) or obj in (dict, Namespace))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Products and powers as long as they stay small; `%` for numbers alone, for it also formats texts."""
        if operator == "%" and not isinstance(left, int | float):
            raise SecurityError("% is for numbers here")
        if operator == "**" and not (isinstance(right, int | float) and abs(right) <= 64 and abs(left) <= _MOST):
            raise SecurityError("the power is too large")
        if operator == "*" and any(_size(one) * _times(other) > _MOST for one, other in ((left, right), (right, left))):
            raise SecurityError("the product is too long")
        return super().call_binop(context, operator, left, right)


def loader(search: Sequence[Path]) -> BaseLoader:
    """Templates of these folders, the first one first; none through a link that leads out of its folder."""
    return ChoiceLoader([_Inside(folder) for folder in search])


class _Inside(FileSystemLoader):
    """A folder, read as far as it goes."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """The text of a template. TemplateNotFound where there is none, RenderError `outside-link`."""
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
        # pydantic's own attributes describe types; what is ours beside the fields is a property.
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
