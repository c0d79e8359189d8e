"""Executors of every kind that is installed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import pytest


@contextmanager
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(2) as pool:
        yield pool


@contextmanager
def processes() -> Iterator[Executor]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def forked() -> Iterator[Executor]:
    """Processes with what the parent has in memory, as Linux starts them before Python 3.14, after the library was at work in the parent."""
    if not hasattr(os, "fork"):
        pytest.skip("SKIPPED: this system does not fork")
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        yield pool


@contextmanager
def loky() -> Iterator[Executor]:
    engine = pytest.importorskip("loky", reason="SKIPPED: loky is not installed")
    pool = engine.get_reusable_executor(max_workers=2)
    yield pool
    pool.shutdown()


@contextmanager
def dask() -> Iterator[Executor]:
    engine = pytest.importorskip("distributed", reason="SKIPPED: Dask is not installed")
    with (
        engine.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        engine.Client(cluster) as client,
        client.get_executor() as pool,
    ):
        yield pool


@contextmanager
def ray() -> Iterator[Executor]:
    pytest.importorskip("ray", reason="SKIPPED: Ray is not installed")
    from .ray_executor import RayExecutor

    with RayExecutor(2) as pool:
        yield pool


ENGINES: list[Callable[[], object]] = [threads, processes, forked, loky, dask, ray]
