"""Starts Ray on this machine, or connects to a cluster; and leaves nothing behind."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from ...errors import SettingsError

LOCAL = "local"
"""In place of an address: on this machine, for as long as the ingest takes."""
STORE_MB = 128
"""Memory that Ray sets aside for what is on its way; it refuses less than 75. What does not fit goes to disk."""

KNOCK_SECONDS = 5.0
"""For the cluster to take a connection."""


@contextmanager
def connected(address: str, workers: int | None) -> Iterator[int]:
    """The number of workers: those that are asked for, else one a core. Raises `SettingsError`.

    Ray of this process that runs already is used as it is, and left running.
    """
    ray = imported()
    if ray.is_initialized():
        yield _fitting(ray, workers)
    elif address == LOCAL:
        with _started(ray, workers or _cores()) as number:
            yield number
    else:
        with _environment(_QUIET):
            _join(ray, address)
            try:
                yield _fitting(ray, workers)
            finally:
                ray.shutdown()


def imported() -> Any:
    """The package. Raises `SettingsError` where it is not installed."""
    try:
        import ray
    except ModuleNotFoundError as error:
        if error.name != "ray":
            raise
        raise SettingsError("Ray is not installed.", "Type: pip install '.[ray]'") from None
    return ray


_QUIET = {"RAY_USAGE_STATS_ENABLED": "0"}
_OPTIONS: Mapping[str, Any] = {"log_to_driver": False, "configure_logging": False, "logging_level": "CRITICAL"}


@contextmanager
def _started(ray: Any, workers: int) -> Iterator[int]:
    """Ray listens on every interface, so it asks for a token, which it would keep in the home if we gave it none.

    Its workers do what this process would do: they are no less urgent, as Ray would have them.
    """
    folder = tempfile.mkdtemp(prefix="rag-ray-")  # of this user alone: Ray writes logs, and articles that do not fit
    try:
        with _environment(_QUIET | {"RAY_AUTH_TOKEN": _token(), "RAY_worker_niceness": "0"}):
            _silence()
            ray.init(
                "local",
                num_cpus=workers,
                num_gpus=0,
                object_store_memory=STORE_MB * 2**20,
                include_dashboard=False,
                _node_ip_address="127.0.0.1",  # else it asks for the way to 8.8.8.8
                _temp_dir=folder,
                **_OPTIONS,
            )
            try:
                yield workers
            finally:
                ray.shutdown()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def _token() -> str:
    """One for the process: Ray reads it once."""
    return secrets.token_hex(32)


def _join(ray: Any, address: str) -> None:
    """Raises `SettingsError`. Ray itself would knock for twenty seconds where nobody listens."""
    _silence()
    host, _, port = address.removeprefix("ray://").rpartition(":")
    try:
        if port.isdecimal():
            socket.create_connection((host.strip("[]"), int(port)), KNOCK_SECONDS).close()
        ray.init(address, **_OPTIONS)
    except (OSError, OverflowError, RuntimeError, ValueError, ray.exceptions.RayError) as error:
        lines = str(error).splitlines() or [type(error).__name__]
        raise SettingsError(f"The Ray cluster {address} does not answer: {lines[0]}", _HINT) from None


_HINT = "Type `ray status` on one of its machines and run this there; RAY_AUTH_TOKEN must be the cluster's."


def _silence() -> None:
    """Ray prints what becomes of its workers to standard output, where nothing but our results belongs."""
    import ray._private.worker as driver

    logging.getLogger("ray").setLevel(logging.CRITICAL)
    driver._worker_logs_enabled = False


def _fitting(ray: Any, workers: int | None) -> int:
    """Raises `SettingsError` for more workers than there are cores: the last would wait for ever."""
    cores = int(ray.cluster_resources().get("CPU", 0))
    if (workers or 1) > cores:
        raise SettingsError(
            f"The Ray cluster has {cores} cores, one for a worker.", f"Write --workers {cores} or less."
        )
    return workers or cores


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Sets those of the variables that are not set; afterwards all of Ray's are as they were."""
    before = dict(os.environ)
    os.environ.update({name: value for name, value in values.items() if name not in before})
    try:
        yield
    finally:
        for name in [name for name in os.environ if name.startswith("RAY_") and name not in before]:
            del os.environ[name]
