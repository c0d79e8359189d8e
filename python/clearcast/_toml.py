"""Values and scenarios written as TOML."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from .laws import Law

_BARE = re.compile(r"[A-Za-z0-9_-]+\Z")


def key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.match(name) else text(name)


def text(value: str) -> str:
    """A text in quotes."""
    # What JSON escapes, TOML escapes alike, but for this one character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def value(it: Any) -> str:
    """A value on one line."""
    if isinstance(it, Law):
        return value(it.table())
    if isinstance(it, bool):
        return "true" if it else "false"
    if isinstance(it, str):
        return text(it)
    if isinstance(it, date):
        return text(it.strftime("%Y-%m"))
    if isinstance(it, Mapping):
        entries = ", ".join(f"{key(str(name))} = {value(inner)}" for name, inner in it.items())
        return f"{{ {entries} }}"
    if isinstance(it, int):
        return str(it)
    if hasattr(it, "item") and getattr(it, "ndim", None) == 0:
        return value(it.item())
    if isinstance(it, float):
        if not math.isfinite(it):
            return "nan" if math.isnan(it) else ("inf" if it > 0 else "-inf")
        return repr(it)
    if isinstance(it, Sequence) or hasattr(it, "tolist"):
        items = it.tolist() if hasattr(it, "tolist") else it
        return f"[{', '.join(value(inner) for inner in items)}]"
    raise TypeError(f"a scenario cannot hold {it!r}: give a number, text, list, table or distribution")


def document(root: Mapping[str, Any]) -> str:
    """A file of plain values first, then tables."""
    lines = [f"{key(name)} = {value(it)}" for name, it in root.items() if not isinstance(it, Mapping)]
    for name, it in root.items():
        if isinstance(it, Mapping):
            lines.append("")
            lines.extend(_table(key(name), it))
    return "\n".join(lines) + "\n"


def _table(path: str, table: Mapping[str, Any]) -> list[str]:
    nested = all(isinstance(it, Mapping) for it in table.values()) and table
    if nested:
        lines = []
        for name, it in table.items():
            lines.extend(_flat(f"{path}.{key(name)}", it))
        return lines
    return _flat(path, table)


def _flat(path: str, table: Mapping[str, Any]) -> list[str]:
    return [f"[{path}]", *(f"{key(name)} = {value(it)}" for name, it in table.items())]


def setting(path: str, it: Any) -> str:
    """A setting ``PATH=VALUE``."""
    return f"{path}={value(it)}"
