"""Small tables of named columns, without any other package; pandas, polars, pyarrow and DuckDB read them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from . import _clearcast

if TYPE_CHECKING:
    import pandas as pd
    from typing_extensions import Self

__all__ = ["Rows", "Table"]


class Table:
    """Columns by name, as NumPy arrays (numbers, with NaN where there is none) or lists of texts."""

    def __init__(self, columns: dict[str, Any], caption: str = "") -> None:
        self._columns = columns
        self._caption = caption

    @classmethod
    def _of_csv(cls, text: bytes, caption: str = "") -> Self:
        heading, *lines = csv.reader(io.StringIO(text.decode()))
        columns = {name: _column([line[at] for line in lines]) for at, name in enumerate(heading)}
        return cls(columns, caption)

    @classmethod
    def _of_records(cls, records: Sequence[dict[str, Any]], caption: str = "") -> Self:
        names = list(dict.fromkeys(name for record in records for name in record))
        columns = {name: [record.get(name) for record in records] for name in names}
        return cls({name: _numbers(column) for name, column in columns.items()}, caption)

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return list(self._columns)

    def __getitem__(self, name: str) -> Any:
        return self._columns[name]

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), []))

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for at in range(len(self)):
            yield {name: column[at] for name, column in self._columns.items()}

    def to_pandas(self) -> pd.DataFrame:
        """As a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self._columns)

    def __repr__(self) -> str:
        return f"{self._caption or 'Table'}: {len(self)} rows of {', '.join(self._columns)}"

    def _repr_html_(self) -> str:
        heading = "".join(f"<th>{escape(name)}</th>" for name in self._columns)
        rows = [
            "<tr>" + "".join(f"<td>{escape(_shown(cell))}</td>" for cell in row.values()) + "</tr>"
            for row, _ in zip(self, range(60))
        ]
        more = f"<p>and {len(self) - 60} more rows</p>" if len(self) > 60 else ""
        return f"<table><thead><tr>{heading}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


class Rows:
    """A row for each trial (or each trial and year), kept by the library.

    ``rows["cost"]`` is a NumPy array that reads the numbers where they are; NaN stands where a trial has none. pyarrow, polars,
    pandas (from 3) and DuckDB take the whole through the Arrow PyCapsule interface: ``pyarrow.table(rows)``, ``polars.DataFrame(rows)``.
    """

    def __init__(self, core: _clearcast.Columns) -> None:
        self._core = core

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return [name for name, _, _ in self._core.fields]

    @property
    def units(self) -> dict[str, str]:
        """Unit of each column; empty where there is none."""
        return {name: unit for name, unit, _ in self._core.fields}

    @property
    def meanings(self) -> dict[str, str]:
        """What each column means."""
        return {name: meaning for name, _, meaning in self._core.fields}

    def __getitem__(self, name: str) -> npt.NDArray[Any]:
        return np.asarray(self._core.column(name))

    def __len__(self) -> int:
        return len(self._core)

    def __arrow_c_schema__(self) -> Any:
        return self._core.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        return self._core.__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> pd.DataFrame:
        """As a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame({name: self[name] for name in self.columns})

    def __repr__(self) -> str:
        return f"{len(self)} rows of {len(self.columns)} columns: {', '.join(self.columns[:6])} …"


def _shown(cell: Any) -> str:
    return f"{cell:.6g}" if isinstance(cell, (float, np.floating)) else ("" if cell is None else str(cell))


def _column(cells: list[str]) -> Any:
    try:
        return np.array([float(cell) if cell else np.nan for cell in cells])
    except ValueError:
        return cells


def _numbers(column: list[Any]) -> Any:
    if column and all(isinstance(it, (int, float)) and not isinstance(it, bool) for it in column):
        return np.array(column, dtype=float)
    return column
