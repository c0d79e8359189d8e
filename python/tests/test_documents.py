"""What the documents show runs as it stands, block after block."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib
import pytest

from .conftest import ROOT


def test_the_blocks_of_the_guide_run_one_after_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("SALib", reason="SKIPPED: SALib is not installed")
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    guide = (ROOT / "docs/python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", guide, flags=re.MULTILINE | re.DOTALL)
    assert len(blocks) >= 8
    names: dict[str, object] = {}
    for block in blocks:
        # Fewer trials show the same.
        text = block.replace("65_536", "4_096").replace("sample_sobol(256)", "sample_sobol(16)")
        exec(compile(text, "docs/python.md", "exec"), names)
    assert (tmp_path / "results" / "report.html").is_file()
