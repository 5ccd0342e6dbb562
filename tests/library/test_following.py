"""What following reports, with real folders and a site on this machine."""

from __future__ import annotations

import os
import queue
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from helpers.fakes import WordEmbedder
from helpers.library_builders import open_library, statuses, story, write
from helpers.news_site import NewsSite, full, news_site, rss
from helpers.paged_pdf import report

from rag import Rag, Settings
from rag.errors import SettingsError, SourceError
from rag.library.following import Following, FollowRequest, Listeners
from rag.loading.policy import FetchPolicy
from rag.storage.local.locks import WriterLock

PATIENCE = 60
"""Seconds, on a machine that is busy with other tests."""
NEVER = 3600.0
"""A number of seconds that no test waits for: what comes sooner is told by the system."""


QUIET = 0.1
"""Seconds after which a file is whole."""


class Ended(Exception): ...


class Follower:
    """Follows in a thread; `next` gives what it reports, one after the other."""

    def __init__(self, home: Path, seconds: float, *paths: Path | str, prune: bool = False) -> None:
        self._said: queue.Queue[str] = queue.Queue()
        self._over = False
        self._folder = write(home.with_name("end"), first=story("The first", "Ghent"))
        self._library = open_library(home)
        request = FollowRequest([*paths, self._folder], seconds, {}, prune, FetchPolicy(timeout=5, allow_private=True))
        listeners = Listeners(
            lambda outcome: self._hear(f"{outcome.status} {outcome.article_id}"),
            lambda error: self._hear(error.message),
            lambda: self._hear("started"),
        )
        self._following = Following(self._library, request, listeners, QUIET)
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def _follow(self) -> None:
        with suppress(Ended):
            self._following.run()

    def _hear(self, what: str) -> None:
        if self._over:
            raise Ended
        self._said.put(what)

    def begun(self) -> list[str]:
        """What the first round says, but for the file that is there always."""
        said = [self._said.get(timeout=PATIENCE)]
        while said[-1] != "started":
            said += self.next()
        return sorted(set(said) - {"started", "added first"})

    def next(self, number: int = 1) -> list[str]:
        return sorted(self._said.get(timeout=PATIENCE) for _ in range(number))

    def end(self) -> list[str]:
        """What it has reported and nobody has asked for. The thread ends with the news of another file."""
        write(self._folder, last=story("The last", "Ghent"))
        left = []
        while (said := self._said.get(timeout=PATIENCE)) != "added last":
            left.append(said)
        self._over = True
        write(self._folder, last=story("The very last", "Ghent"))
        self._thread.join(PATIENCE)
        self._library.close()
        return left


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path / "in", a=story("Copper", "Chile"))


def test_what_changes_in_a_folder_is_taken_up_at_once_and_said_once(tmp_path: Path, folder: Path):
    follower = Follower(tmp_path / "home", NEVER, folder)
    assert follower.begun() == ["added a"]
    write(folder / "below", b=story("Glass", "Osaka"))
    assert follower.next() == ["added b"]
    write(folder, a=story("Tin", "Chile"))
    (folder / "below" / "b.txt").unlink()
    assert follower.next(2) == ["gone b", "updated a"]
    write(folder, c=story("Wool", "Leeds"))
    assert follower.next() == ["added c"]
    assert follower.end() == []


def test_a_file_that_fails_is_read_again_when_it_changes(tmp_path: Path, folder: Path):
    follower = Follower(tmp_path / "home", NEVER, folder)
    assert follower.begun() == ["added a"]
    for _ in range(2):
        (folder / "report.pdf").write_bytes(report()[:900])
        assert follower.next() == ["failed report"]
        os.utime(folder / "report.pdf", ns=(5, 5))  # another time is news, and so is the same failure
        assert follower.next() == ["failed report"]
    (folder / "report.pdf").write_bytes(report())
    assert follower.next() == ["added report"]
    assert follower.end() == []


def test_articles_whose_files_are_gone_are_removed_on_request(tmp_path: Path, folder: Path):
    write(folder, b=story("Glass", "Osaka"), c=story("Wool", "Leeds"))
    follower = Follower(tmp_path / "home", NEVER, folder, prune=True)
    assert follower.begun() == ["added a", "added b", "added c"]
    (folder / "b.txt").unlink()
    assert follower.next() == ["removed b"]
    assert follower.end() == []


def test_an_empty_folder_is_waited_for_in_silence(tmp_path: Path):
    folder = write(tmp_path / "in")
    follower = Follower(tmp_path / "home", NEVER, folder)
    assert follower.begun() == []
    write(folder, a=story("Copper", "Chile"))
    assert follower.next() == ["added a"]
    assert follower.end() == []


def test_a_folder_that_cannot_be_found_for_a_while_loses_nothing(tmp_path: Path, folder: Path):
    follower = Follower(tmp_path / "home", 0.2, folder, prune=True)
    assert follower.begun() == ["added a"]
    for _ in range(2):
        folder.rename(tmp_path / "elsewhere")
        assert follower.next() == ["failed in"]
        (tmp_path / "elsewhere").rename(folder)
        write(folder, a=story("Copper", "Chile", f"Detail {_}"))
        assert follower.next() == ["updated a"]
    assert follower.end() == []


def test_others_write_in_between_and_a_library_that_is_busy_is_tried_again(tmp_path: Path, folder: Path):
    follower = Follower(tmp_path / "home", NEVER, folder)
    assert follower.begun() == ["added a"]
    other = open_library(tmp_path / "home")
    assert statuses(other.ingest([write(tmp_path / "other", b=story("Glass", "Osaka"))])) == {"b": "added"}
    other.close()
    with WriterLock(tmp_path / "home" / "writer.lock").hold(PATIENCE):
        write(folder, c=story("Wool", "Leeds"))
        (busy,) = follower.next()
        assert "is writing to" in busy
    write(folder, d=story("Tin", "Leeds"))
    assert follower.next(2) == ["added c", "added d"]
    assert follower.end() == []


@pytest.fixture
def site() -> Iterator[NewsSite]:
    with news_site() as found:
        yield found


def test_a_feed_is_asked_again_and_only_its_new_entries_are_added(tmp_path: Path, site: NewsSite):
    def entry(subject: str, place: str) -> str:
        return f"<title>{subject}</title><link>{site.url}/{subject.lower()}</link>{full(subject, place)}"

    url = site.put("/feed", rss(entry("Copper", "Chile")), "application/rss+xml")
    follower = Follower(tmp_path / "home", 0.2, url)
    assert follower.begun() == ["added 127-0-0-1-copper"]
    site.put("/feed", rss(entry("Glass", "Osaka"), entry("Copper", "Chile")), "application/rss+xml")
    assert follower.next() == ["added 127-0-0-1-glass"]
    site.pages.pop("/feed")
    assert follower.next() == ["failed 127-0-0-1-feed"]
    asked = len(site.asked)
    while len(site.asked) < asked + 2:  # it fails in the same way, which is no news
        time.sleep(0.01)
    site.put("/feed", rss(entry("Wool", "Leeds"), entry("Glass", "Osaka")), "application/rss+xml")
    assert follower.next() == ["added 127-0-0-1-wool"]
    assert follower.end() == []


def test_a_page_of_a_feed_that_could_not_be_read_is_tried_again(tmp_path: Path, site: NewsSite, folder: Path):
    item = f"<title>Copper</title><link>{site.url}/copper</link><description>Copper…</description>"
    (folder / "feed.rss").write_text(rss(item), encoding="utf-8")
    follower = Follower(tmp_path / "home", 0.2, folder)
    assert follower.begun() == ["added a", "failed 127-0-0-1-copper"]
    site.put("/copper", f"<article><h1>Zinc</h1><p>{story('Zinc', 'Peru')}</p></article>")
    assert follower.next() == ["added 127-0-0-1-copper"]
    assert follower.end() == []


def test_an_ingest_reads_only_the_files_that_are_wanted(tmp_path: Path, folder: Path):
    library = open_library(tmp_path / "home")
    write(folder, b=story("Glass", "Osaka"))
    assert statuses(library.ingest([folder], wanted=lambda path: path.name == "a.txt")) == {"a": "added"}
    write(folder, a=story("Tin", "Chile"))
    assert statuses(library.ingest([folder], wanted=lambda path: path.name == "b.txt")) == {"b": "added"}
    rows = folder / "rows.jsonl"
    rows.write_text('{"id": "r", "text": "Wool is sold in Leeds, as it has been for three hundred years."}\n')
    assert statuses(library.ingest([folder])) == {"a": "updated text", "b": "unchanged", "r": "added"}
    assert library.ingest([folder], prune=True, wanted=lambda _: False) == []
    assert [entry.id for entry in library.articles()] == ["a", "b", "r"]
    library.close()


def test_what_cannot_be_followed_is_refused_at_once(tmp_path: Path, folder: Path):
    with Rag(settings=Settings(home=tmp_path / "home"), embedder=WordEmbedder()) as rag:
        with pytest.raises(SourceError, match="Standard input"):
            rag.follow("-", 5)
        with pytest.raises(SettingsError, match="at least 1"):
            rag.follow(folder, 0.5)
        with pytest.raises(SettingsError, match="seconds must be"):
            rag.follow(folder, "5")  # type: ignore[arg-type]
        with pytest.raises(SourceError):
            rag.follow(folder, 5, overrides={"published": "never"})
