"""Places in which parts are kept: a folder, or any place that fsspec knows."""

from __future__ import annotations

import os
import uuid
from pathlib import Path
from typing import Any

__all__ = ["Store"]


class Store:
    """A folder, or with fsspec any place it knows (``s3://…``, ``memory://…``), that holds parts by name."""

    def __init__(self, place: str | os.PathLike[str]) -> None:
        self.place = os.fspath(place)
        self._is_url = "://" in self.place

    @classmethod
    def of(cls, store: AnyStore) -> Store | None:
        """A store, whatever names it."""
        return store if store is None or isinstance(store, Store) else cls(store)

    def _remote(self, name: str) -> tuple[Any, str]:
        import fsspec

        system, folder = fsspec.core.url_to_fs(self.place)
        return system, f"{folder.rstrip('/')}/{name}"

    def read(self, name: str) -> bytes | None:
        """What is kept under a name; ``None`` if nothing is."""
        try:
            if self._is_url:
                system, path = self._remote(name)
                data: bytes = system.cat_file(path)
                return data
            return (Path(self.place) / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Keeps something under a name, whole or not at all."""
        if self._is_url:
            system, path = self._remote(name)
            # Object stores show a file when all of it is there; elsewhere its checksum tells.
            system.makedirs(path.rpartition("/")[0], exist_ok=True)
            system.pipe_file(path, data)
            return
        folder = Path(self.place)
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{name}.{uuid.uuid4().hex}"
        try:
            with draft.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(folder / name)
        finally:
            draft.unlink(missing_ok=True)

    def names(self) -> set[str]:
        """All names under which something is kept."""
        if self._is_url:
            system, folder = self._remote("")
            try:
                return {str(path).rpartition("/")[2] for path in system.ls(folder.rstrip("/"), detail=False)}
            except FileNotFoundError:
                return set()
        here = Path(self.place)
        return {it.name for it in here.iterdir()} if here.is_dir() else set()

    def __repr__(self) -> str:
        return f"Store({self.place!r})"


AnyStore = Store | str | os.PathLike[str] | None
