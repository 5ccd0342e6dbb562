"""With real workers of Ray, which is started once."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import story, write
from helpers.library_contents import contents

from rag import Rag, Settings
from rag.errors import SettingsError
from rag.library.workers.ray_cluster import connected
from rag.library.workers.ray_workers import BATCH


@pytest.fixture(scope="module", autouse=True)
def _ray() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))  # so that the workers find `helpers`
        with connected("local", 2):
            yield


class Deadly(WordEmbedder):
    """Kills the process that embeds what is called a bomb, as a parser that runs out of memory does."""

    def __init__(self) -> None:
        self.home = os.getpid()

    def embed_chunks(self, titled: Any) -> Any:
        if os.getpid() != self.home and any("bomb" in title for title, _ in titled):
            os.kill(os.getpid(), signal.SIGKILL)
        return super().embed_chunks(titled)


class Other(WordEmbedder):
    """Another model in each process."""

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"words-{os.getpid()}"


def ingested(home: Path, folder: Path, embedder: Any, **options: Any) -> list[Any]:
    with Rag(settings=Settings(home=home), embedder=embedder) as rag:
        return rag.ingest(folder, **options)


def test_workers_make_the_same_library_and_what_kills_one_is_named(tmp_path: Path):
    texts = {f"a{n}": story(f"Copper {n}", "Chile") for n in range(BATCH + 3)}
    folder = write(tmp_path / "in", **texts, copy=texts["a3"], empty="")
    here = ingested(tmp_path / "here", folder, Deadly())
    (folder / "a1x.txt").write_text(story("The bomb", "Malta"))
    there = ingested(tmp_path / "there", folder, Deadly(), ray="local", workers=2)
    [failed] = [o for o in there if o.article_id == "a1x"]
    assert failed.status == "failed"
    assert "a1x.txt died each time. Ingest it alone, without --ray" in failed.detail
    assert [o for o in there if o is not failed] == here
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


@pytest.mark.soak
def test_workers_with_another_model_are_refused_and_nothing_is_written(tmp_path: Path):
    folder = write(tmp_path / "in", a=story("Copper", "Chile"))
    with pytest.raises(SettingsError, match="another version of rag or of its model: words-"):
        ingested(tmp_path / "home", folder, Other(), ray="local")
    assert Rag(settings=Settings(home=tmp_path / "home")).articles() == []


@pytest.mark.soak
def test_more_workers_than_cores_are_refused(tmp_path: Path):
    folder = write(tmp_path / "in", a=story("Copper", "Chile"))
    with pytest.raises(SettingsError, match="has 2 cores, one for a worker") as caught:
        ingested(tmp_path / "home", folder, WordEmbedder(), ray="local", workers=3)
    assert "--workers 2 or less" in caught.value.hint
