"""The notebooks run from the first cell to the last; what they claim, they assert."""

from __future__ import annotations

from pathlib import Path

import pytest

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.ipynb"))
NEEDS = {"dask": "distributed", "salib": "SALib", "funding": "xarray"}


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda it: it.stem)
def test_an_example_runs(file: Path, tmp_path: Path) -> None:
    pytest.importorskip(NEEDS[file.stem], reason=f"SKIPPED: {NEEDS[file.stem]} is not installed")
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert all(cell.get("outputs", []) == [] for cell in notebook.cells), "outputs are not kept in the repository"
    client = nbclient.NotebookClient(notebook, timeout=240, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    shown = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    assert shown, "an example shows something"
