"""Workers prepare what has changed; what that does to the library is the same as without them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from helpers.later_workers import OPEN, LaterWorkers
from helpers.library_builders import open_library, story, write
from helpers.library_contents import contents
from helpers.news_site import full, news_site, page, rss

from rag.library.preparation import Prepared, Result, Source

COPPER, GLASS, FERRY = story("Copper", "Chile"), story("Glass", "Osaka"), story("The ferry", "Malta")


def at(url: str, text: str, **more: str) -> str:
    head = "".join(f"{name}: {value}\n" for name, value in {"url": url, **more}.items())
    return f"---\n{head}---\n{text}"


def rows(*articles: tuple[str, str]) -> str:
    return "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in articles)


def first(folder: Path) -> None:
    write(folder, a=COPPER, b=COPPER, c="", d=at("https://paper.example/x", GLASS), e=FERRY, f=story("Tin", "Peru"))
    (folder / "rows.jsonl").write_text(rows(("r1", story("Salt", "Cork")), ("r2", COPPER), ("r1", GLASS)))
    (folder / "empty.html").write_text("<html><body><nav>Home</nav></body></html>")


def then(folder: Path) -> None:
    write(folder, a=GLASS, e=at("https://paper.example/x", story("Glass", "Osaka", "A fire")), g=FERRY)
    (folder / "rows.jsonl").write_text(rows(("r3", COPPER), ("r1", story("Salt", "Bonn"))))
    (folder / "f.txt").rename(folder / "h.txt")


@pytest.mark.parametrize("prune", [False, True])
def test_an_ingest_with_workers_gives_the_same_outcomes_and_the_same_library(tmp_path: Path, prune: bool):
    folder, workers = tmp_path / "in", LaterWorkers()
    here, there = open_library(tmp_path / "here"), open_library(tmp_path / "there")
    for change in (first, then, lambda _: None):
        change(folder)
        told, heard = [], []
        for library, given in ((here, None), (there, workers)):
            told.append(library.ingest([folder], prune=prune, workers=given, on_outcome=heard.append))
        assert set(Counter(heard).values()) == {2}
        assert told[0] == told[1]
        assert contents(tmp_path / "here") == contents(tmp_path / "there")
    assert {"a", "r1"} <= set(workers.sent)
    here.close()
    there.close()


def test_what_is_unchanged_is_not_sent(tmp_path: Path):
    folder, library = write(tmp_path / "in", a=COPPER, b=GLASS, c=COPPER), open_library(tmp_path / "home")
    library.ingest([folder])
    write(folder, b=FERRY)
    workers = LaterWorkers()
    outcomes = library.ingest([folder], workers=workers)
    assert [o.status for o in outcomes] == ["unchanged", "updated", "duplicate"]
    assert workers.sent == ["b"]
    library.close()


def test_what_an_earlier_source_changes_counts_for_a_later_one_that_was_sent_before(tmp_path: Path):
    """Both were sent when `x` had no metadata of its own; the first file has taken the place of the second by then."""
    folder, url = tmp_path / "in", "https://paper.example/x"
    homes: dict[str, object] = {"here": None, "there": LaterWorkers()}
    for name, workers in homes.items():
        library = open_library(tmp_path / name)
        write(folder, x=at(url, COPPER))
        library.ingest([folder], overrides={"author": "Ann"})
        write(folder, a=at(url, GLASS), x=at(url, COPPER))
        library.ingest([folder], workers=workers)  # type: ignore[arg-type]
        library.close()
        (folder / "a.txt").unlink()
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_a_feed_and_its_pages_are_the_same_with_workers(tmp_path: Path):
    with news_site() as site:
        teaser = f"<title>Copper</title><link>{site.put('/copper', page('Copper', 'Chile'))}</link>"
        lost = f"<title>Lost</title><link>{site.url}/lost</link>"
        feed = rss(teaser, f"<title>Tin</title><guid>t-1</guid>{full('Tin', 'Peru')}", lost)
        url, plain = site.put("/feed.xml", feed, "text/xml"), site.put("/glass", page("Glass", "Osaka"))
        told = []
        for name, workers in (("here", None), ("there", LaterWorkers())):
            library, totals = open_library(tmp_path / name), []
            found = library.ingest([plain, url, plain], policy=OPEN, workers=workers, on_start=totals.append)
            told.append((found, totals))
            library.close()
    assert told[0] == told[1]
    assert [o.status for o in told[0][0]].count("failed") == 1
    assert contents(tmp_path / "here") == contents(tmp_path / "there")


def test_only_so_many_sources_are_out_at_once(tmp_path: Path):
    out: list[int] = []

    class Counted(LaterWorkers):
        open = 0

        def send(self, source: Source) -> Result:
            self.open += 1
            out.append(self.open)
            wait = super().send(source)

            def result() -> Prepared | None:
                self.open -= 1
                return wait()

            return result

    texts: dict[str, str] = {f"a{n}": story(f"Copper {n}", "Chile") for n in range(12)}
    library = open_library(tmp_path / "home")
    library.ingest([write(tmp_path / "in", **texts)], workers=Counted())
    assert max(out) == Counted.window
    library.close()


@pytest.mark.parametrize("after", [0, 5])
def test_an_ingest_that_was_interrupted_is_completed_by_the_next(tmp_path: Path, after: int):
    class Interrupted(LaterWorkers):
        def send(self, source: Source) -> Result:
            if len(self.sent) == after:
                raise KeyboardInterrupt
            return super().send(source)

    first(tmp_path / "in")
    here, there = open_library(tmp_path / "here"), open_library(tmp_path / "there")
    here.ingest([tmp_path / "in"])
    with pytest.raises(KeyboardInterrupt):
        there.ingest([tmp_path / "in"], workers=Interrupted())
    there.ingest([tmp_path / "in"], workers=LaterWorkers())
    assert contents(tmp_path / "here") == contents(tmp_path / "there")
    here.close()
    there.close()
