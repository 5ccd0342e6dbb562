"""The commands that look after the library: ingest, list, show, remove, rebuild."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from helpers.command_line import Door, in_terminal, on_posix
from helpers.news_site import full, news_site, page, rss
from helpers.seed_questions import ONE, REVENUE, TWO


def test_an_ingest_of_unchanged_articles_loads_nothing_heavy(rag: Door, articles: Path):
    rag("ingest", articles)
    program = f"import sys; from rag.cli.app import main; main(['ingest', {str(articles)!r}]); print(*sys.modules)"
    summary, modules = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert summary == "2 unchanged"
    assert not {"torch", "sentence_transformers", "chromadb", "langchain_core", "openvino", "tantivy", "numpy"} & set(
        modules.split()
    )


def test_ingest_adds_and_says_how_many(rag: Door, articles: Path):
    assert rag("ingest", articles) == (0, "2 added\n", "")
    assert rag("ingest", articles) == (0, "2 unchanged\n", "")


def test_with_ray_an_ingest_without_news_starts_nothing_and_an_address_is_told_from_a_path(rag: Door, articles: Path):
    rag("ingest", articles)
    for words in (
        ["--ray", articles],
        [articles, "--ray"],
        [articles, "--ray", "--workers", "2"],
        ["--ray=auto", articles],
    ):
        assert rag("ingest", *words) == (0, "2 unchanged\n", "")
    (articles / "copper.txt").write_text("The mine opened again in 2025, and everybody was there to see it.")
    done = rag("ingest", articles, "--ray", "127.0.0.1:1")
    assert (done.code, done.out) == (1, "")
    assert "The Ray cluster 127.0.0.1:1 does not answer: [Errno" in done.err
    assert "Type `ray status`" in done.err
    assert rag("ingest", articles, "--workers", "2").code == 2
    assert rag("ingest", articles, "--ray", "--follow", "9").code == 2


def test_without_ray_its_extra_is_named(rag: Door, articles: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    done = rag("ingest", articles, "--ray")
    assert done.code == 1
    assert " ".join(done.err.split()) == "Ray is not installed. Type: pip install '.[ray]'"


def test_what_cannot_be_ingested_is_named_and_the_rest_is_in(rag: Door, articles: Path):
    (articles / "empty.txt").touch()
    (articles / "picture.txt").write_bytes(b"\x89PNG" + bytes(99))
    done = rag("ingest", articles, articles / "nowhere.txt")
    assert done.code == 1
    assert done.out == "2 added, 3 failed\n"
    assert "empty.txt" in done.err
    assert "picture.txt is a binary file or in an unknown encoding, not text. Save it as UTF-8 text" in done.err
    assert "nowhere.txt" in done.err
    assert len(rag("list", "--json").document) == 2


def test_ingest_in_json_is_one_document_with_every_outcome(rag: Door, articles: Path):
    done = rag("ingest", "--json", articles, "/nowhere")
    assert done.code == 1
    assert done.document["counts"] == {"failed": 1, "added": 2}
    assert {o["status"] for o in done.document["outcomes"]} == {"added", "failed"}
    assert set(done.document["outcomes"][0]) == {"status", "article_id", "origin", "detail"}


def test_files_that_a_folder_holds_besides_articles_are_counted_by_kind(rag: Door, articles: Path):
    for name in ("one.ods", "two.ods", "old.rar", ".hidden.rar"):
        (articles / name).touch()
    assert rag("ingest", articles) == (
        0,
        "2 added, 3 skipped: 2 .ods, 1 .rar\n",
        "To learn why a file is skipped, ingest it by name.\n",
    )
    assert rag("ingest", articles, "--json").document["skipped"] == {".ods": 2, ".rar": 1}
    assert rag("ingest", articles / "copper.txt", "--json").document["skipped"] == {}


def test_a_feed_is_read_by_its_address_and_its_entries_are_asked(rag: Door):
    with news_site() as site:
        teaser = f"<title>Copper</title><link>{site.put('/copper', page('Copper', 'Chile'))}</link>"
        url = site.put("/feed.xml", rss(teaser, f"<title>Tin</title><guid>t-1</guid>{full('Tin', 'Peru')}"), "text/xml")
        assert rag("ingest", url).code == 1
        assert rag("ingest", url, "--allow-private") == (0, "2 added\n", "")
        assert rag("ingest", url, "--allow-private", "--prune") == (0, "2 unchanged\n", "")
    assert "[1] Copper\n    127-0-0-1-copper · The Daily Post" in rag("ask", "What did Chile pay for copper?").out


def test_what_a_spreadsheet_exports_may_come_on_standard_input(rag: Door):
    table = "id;Titel;Text\r\na;Brücke;Die Brücke über die Aller wird für drei Millionen Euro erneuert.\r\nb;Bad;\r\n"
    done = rag("ingest", "-", stdin=table.encode("cp1252"))
    assert (done.code, done.out) == (1, "1 added, 1 failed\n")
    assert " ".join(done.err.split()) == "failed Row 3 of standard input has no `text`."


def test_duplicates_and_files_that_are_gone_are_reported(rag: Door, articles: Path):
    (articles / "second.txt").write_bytes((articles / "copper.txt").read_bytes())
    done = rag("ingest", articles)
    assert done.out == "2 added, 1 duplicate\n"
    assert "duplicate" in done.err
    (articles / "ferry.txt").unlink()
    done = rag("ingest", articles)
    assert done.code == 0
    assert "gone       ferry is still in the library" in done.err
    assert "--prune" in done.err
    assert "1 removed" in rag("ingest", articles, "--prune").out
    assert "ferry" not in {entry["id"] for entry in rag("list", "--json").document}


def test_what_is_set_holds_for_the_articles_and_can_be_filtered_by(rag: Door, articles: Path):
    rag("ingest", articles / "copper.txt", "--set", "published=2025-06-08", "--set", "source=The Herald")
    entry = rag("list", "--json").document[0]
    assert (entry["published"], entry["source"]) == ("2025-06-08", "The Herald")
    question = "What closed in 2024 after a hundred years?"
    assert rag(
        "ask", "--json", question, "--since", "2025-06-08", "--until", "2025-06-08", "--source", "the herald"
    ).document["passages"]
    assert not rag("ask", "--json", question, "--since", "2025-06-09").document["passages"]
    assert rag("ask", "--json", question, "--as-of", "2025-06-08").document["passages"]
    assert not rag("ask", "--json", question, "--as-of", "2025-06-07").document["passages"]


def test_standard_input_can_be_ingested(rag: Door, monkeypatch: pytest.MonkeyPatch):
    text = (
        "The copper mine closed\n\nThe copper mine closed in 2024 after a hundred years. Nobody wants to see it go.\n"
    )
    done = rag("ingest", "-", "--json", stdin=text.encode())
    assert done.code == 0
    assert done.document["outcomes"][0]["article_id"].startswith("stdin-")


def test_the_list_is_a_table_for_people_and_a_list_for_machines(rag: Door, seeds_home: Path):
    lines = rag("list").out.splitlines()
    assert lines[0].split() == ["id", "title", "outlet", "date", "characters"]
    assert [line.split()[0] for line in lines[1:]] == [ONE, TWO]
    entries = rag("list", "--json").document
    assert [entry["id"] for entry in entries] == [ONE, TWO]
    assert set(entries[0]) >= {"id", "title", "source", "published", "characters", "sha256"}


def test_words_narrow_the_list_and_a_sentence_says_that_none_matches(rag: Door, articles: Path):
    rag("ingest", articles / "copper.txt", "--set", "source=The Herald")
    rag("ingest", articles / "ferry.txt")
    assert [line.split()[0] for line in rag("list", "herald", "MINE").out.splitlines()] == ["id", "copper"]
    assert [entry["id"] for entry in rag("list", "old", "--json").document] == ["ferry"]
    assert rag("list", "zebra") == (0, "", "No article has these words in its id, title or outlet.\n")
    assert rag("list", "zebra", "--json").document == []


def test_an_empty_list_is_no_error(rag: Door):
    done = rag("list")
    assert (done.code, done.out) == (0, "")
    assert "rag ingest PATH" in done.err
    assert rag("list", "--json").document == []


def test_show_prints_the_text_and_in_json_all_that_is_stored(rag: Door, seeds_home: Path):
    stored = rag("show", ONE, "--json").document
    assert set(stored) >= {"id", "text", "title", "source", "author", "published", "url", "origin", "sha256"}
    assert rag("show", ONE).out.rstrip("\n") == stored["text"].rstrip("\n")


def test_an_earlier_version_can_still_be_read(rag: Door, articles: Path):
    rag("ingest", articles)
    first = rag("show", "copper", "--json").document
    (articles / "copper.txt").write_text(first["text"].replace("2024", "2025"), encoding="utf-8")
    assert rag("ingest", articles).out == "1 updated, 1 unchanged\n"
    assert "2025" in rag("show", "copper").out
    assert rag("show", "copper", "--version", first["sha256"][:12], "--json").document["text"] == first["text"]


def test_what_is_removed_is_gone(rag: Door, seeds_home: Path):
    assert rag("remove", ONE, ONE) == (0, "1 removed\n", "")
    assert rag("remove", TWO, "--json").document == {"removed": [TWO]}
    assert rag("list", "--json").document == []


def test_rebuild_leaves_the_answers_as_they_were(rag: Door, seeds_home: Path):
    before = rag("ask", "--json", REVENUE).document
    assert rag("rebuild") == (0, "The indexes of 2 articles are made anew.\n", "")
    assert rag("rebuild", "--json").document == {"rebuilt": 2}
    after = rag("ask", "--json", REVENUE).document
    assert before | {"seconds": None} == after | {"seconds": None}


@on_posix
def test_in_a_terminal_ingest_shows_its_progress_and_clears_it(articles: Path):
    shown = in_terminal(80, "ingest", str(articles))
    assert "Ingesting" in shown
    assert shown.endswith("2 added\n")
