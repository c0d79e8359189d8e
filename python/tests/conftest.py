"""What the tests share."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import clearcast as cc

ROOT = Path(__file__).resolve().parents[2]
MANIFEST = "manifest.toml"


@pytest.fixture(scope="session")
def small() -> cc.Scenario:
    return cc.Scenario.load(ROOT / "tests/data/valid/small.toml")


@pytest.fixture(scope="session")
def everything() -> cc.Scenario:
    return cc.Scenario.load(ROOT / "tests/data/valid/everything.toml")


@pytest.fixture(scope="session")
def baseline() -> cc.Scenario:
    return cc.Scenario.baseline()


@pytest.fixture(scope="session")
def program() -> Callable[..., subprocess.CompletedProcess[str]]:
    """The command line as users start it, in a process of its own."""

    def start(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "clearcast", *map(str, arguments)]
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done

    return start


def same_files(one: Path, other: Path) -> None:
    """Both folders hold the same files with the same bytes, but for what the manifest says of command and machine."""
    names = [sorted(str(it.relative_to(folder)) for it in folder.rglob("*") if it.is_file()) for folder in (one, other)]
    assert names[0] == names[1]
    for name in names[0]:
        here, there = (one / name).read_bytes(), (other / name).read_bytes()
        if name == MANIFEST:
            here, there = lasting(here), lasting(there)
        assert here == there, name


def lasting(manifest: bytes) -> bytes:
    """A manifest without what differs from machine to machine."""
    lines = manifest.decode().splitlines()
    if "[machine]" in lines:
        begin = lines.index("[machine]")
        after = next((at for at in range(begin + 1, len(lines)) if lines[at].startswith("[")), len(lines))
        lines = lines[:begin] + lines[after:]
    return "\n".join(line for line in lines if not line.startswith(("command =", "began =", "# sha256"))).encode()
