"""Every test starts from nothing: no settings, no home, no network."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from rag import Rag, Settings
from rag.urls import DatabaseURL

SEEDS = Path(__file__).parents[1] / "seeds"

hypothesis.settings.register_profile(
    "unhurried", deadline=None, max_examples=40
)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("unhurried")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a shell has it for what it starts in the background
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # what the tests start would inherit it, and no Ctrl-C would stop it

os.environ["HF_HUB_OFFLINE"] = "1"  # read when the hub's client is imported

IN_MEMORY = Path("/dev/shm")
if IN_MEMORY.is_dir() and shutil.disk_usage(IN_MEMORY).free > 4 << 30:  # libraries are made in half the time there
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))


class NetworkError(RuntimeError):
    """Not an OSError: code that forgives a network that is down must not forgive this."""


def _refuse_the_network(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(args[1], tuple) and not _is_here(str(args[1][0])):
        raise NetworkError(f"a test connects to {args[1]}")
    if event == "socket.getaddrinfo" and args[0] and not _is_here(args[0]) and not _is_address(args[0]):
        raise NetworkError(f"a test looks up {args[0]!r}")


def _is_here(host: str | bytes) -> bool:
    name = host.decode() if isinstance(host, bytes) else host
    return name == "localhost" or (_is_address(name) and ipaddress.ip_address(name).is_loopback)


def _is_address(host: str | bytes) -> bool:
    try:
        ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return False
    return True


sys.addaudithook(_refuse_the_network)


@pytest.fixture(autouse=True)
def _fresh_state(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Settings, home folder and look of the terminal are those of nobody."""
    for name in list(os.environ):
        if name.startswith(("RAG_", "XDG_", "LANGSMITH_", "LANGCHAIN_")) or name in (
            "NO_COLOR",
            "FORCE_COLOR",
            "COLUMNS",
            "LINES",
        ):
            monkeypatch.delenv(name)
    state = tmp_path_factory.mktemp("state")
    monkeypatch.setenv("HOME", str(state))
    monkeypatch.setenv("USERPROFILE", str(state))
    monkeypatch.setenv("RAG_HOME", str(state / "library"))
    monkeypatch.setenv("RAG_CONFIG", str(state / "config.toml"))
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture(scope="session")
def _model() -> Any:
    """The real embedding model, held: whatever is opened shares it, and none is loaded a second time."""
    from rag.embedding.registry import load_embedder

    return load_embedder()


@pytest.fixture(scope="session")
def _seeds_library(tmp_path_factory: pytest.TempPathFactory, _model: Any) -> Path:
    home = tmp_path_factory.mktemp("seeds") / "library"
    rag = Rag(settings=Settings(home=home))
    rag.ingest(SEEDS)
    rag.close()
    return home


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A PostgreSQL server of this process, for as many databases as its tests make."""
    from helpers.postgres_server import postgres_server

    with postgres_server() as server:
        yield server


@pytest.fixture
def database(postgres: Any) -> DatabaseURL:
    """An empty database."""
    return postgres.make()


@pytest.fixture
def seeds_home(_seeds_library: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A library of the seeds, made with the real embedding model, as RAG_HOME; to be changed at will."""
    home = tmp_path / "seeds-library"
    shutil.copytree(_seeds_library, home)
    monkeypatch.setenv("RAG_HOME", str(home))
    return home
