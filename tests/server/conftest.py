"""One library and one server over it, for the tests of a worker that change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import httpx
import pytest
from helpers.library_builders import rag_with
from helpers.served import ARTICLES, served

from rag import Rag


@pytest.fixture(scope="session")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rag]:
    with closing(rag_with(tmp_path_factory.mktemp("served"), ARTICLES)) as made:
        yield made


@pytest.fixture(scope="session")
def url(rag: Rag) -> Iterator[str]:
    with served(rag) as address:
        yield address


@pytest.fixture(scope="session")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=60) as made:
        yield made
