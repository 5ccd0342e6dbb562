from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.malformed_inputs import HOSTILE
from helpers.sample_answers import shown

from rag.storage.records import Entry
from rag.terminal.articles import article_list, outcome_line, skipped_files, status_counts, verdict_table
from rag.terminal.sanitize import safe
from rag.types import Outcome, Verdict

ENTRIES = [
    Entry(
        "one",
        "The mine",
        "The Herald",
        None,
        "2025-06-08",
        None,
        "/one.txt",
        "0" * 64,
        1234,
        "2025-06-09T00:00:00+00:00",
        1,
        None,
    ),
    Entry("two", "The mine", None, None, None, None, "/two.txt", "0" * 64, 1234, "2025-06-09T00:00:00+00:00", 1, "one"),
]


def test_the_list_of_articles_is_a_table_where_there_is_room():
    lines = [line.split() for line in shown(article_list(ENTRIES, 100), width=100).splitlines()]
    assert lines[0] == ["id", "title", "outlet", "date", "characters"]
    assert lines[1] == ["one", "The", "mine", "The", "Herald", "2025-06-08", "1,234"]
    assert "(same text as one)" in " ".join(lines[2])


def test_on_a_narrow_terminal_it_is_a_list_and_no_id_is_cut():
    entry = replace(ENTRIES[0], id="a-very-long-id-" * 5)
    text = shown(article_list([entry], 40), width=40)
    assert text.replace("\n", "").startswith(entry.id)
    assert "    The mine · The Herald · 2025-06-08" in text


@pytest.mark.parametrize("width", [76, 80, 100, 120])
@pytest.mark.parametrize("length", [20, 45, 62, 75])
def test_an_id_that_fits_the_screen_is_never_broken(width: int, length: int):
    long = ("2025/reports-of-the-river-authority/" * 3)[: length - 3] + "end"
    outlet = "The Long-Winded Provincial Gazette"
    entry = replace(ENTRIES[0], id=long, title="A title of many words that wraps. " * 4, source=outlet)
    verdict = Verdict(1, long, "broken", "The quote is not at this place of the article's text. " * 3)
    for renderable in (article_list([entry, ENTRIES[1]], width), verdict_table([verdict], width)):
        lines = shown(renderable, width=width).splitlines()
        assert any(long in line for line in lines)
        assert max(map(len, lines)) <= width
        assert not any("Gazet" in line and "Gazette" not in line for line in lines)


def test_an_id_that_is_longer_than_the_screen_is_folded_at_its_end():
    long = "x" * 90
    entry, verdict = replace(ENTRIES[0], id=long), Verdict(1, long, "valid")
    for renderable in (article_list([entry], 80), verdict_table([verdict], 80)):
        assert shown(renderable, width=80).splitlines()[:2] == [long[:80], long[80:]]


@pytest.mark.parametrize(
    ("done", "line"),
    [
        (Outcome("failed", "a", "/x/a.txt", "a.txt is empty."), "failed     a.txt is empty.\n"),
        (Outcome("failed", "a", "/x/a.txt", "It is empty."), "failed     /x/a.txt: It is empty.\n"),
        (
            Outcome("failed", "a", "/x/a.jsonl:3", "Line 3 of /x/a.jsonl is not JSON."),
            "failed     Line 3 of /x/a.jsonl is not JSON.\n",
        ),
        (Outcome("failed", "stdin", "-", "Standard input is empty."), "failed     Standard input is empty.\n"),
        (
            Outcome("duplicate", "a", "/x/a.txt", "b"),
            "duplicate  a has the same text as b, which is asked in its place.\n",
        ),
        (
            Outcome("added", "a", "/x/a.txt", "its published 'soon' is no clear date"),
            "added      a, but its published 'soon' is no clear date.\n",
        ),
        (
            Outcome("updated", "a", "/x/a.txt", "text; its published 'text; so' is no clear date"),
            "updated    a, but its published 'text; so' is no clear date.\n",
        ),
        (Outcome("gone", "a", "/x/a.txt"), "gone       a is still in the library, but its file is gone: /x/a.txt\n"),
        (Outcome("removed", "a", "/x/a.txt"), "removed    a is out of the library: its file is gone: /x/a.txt\n"),
    ],
)
def test_an_outcome_that_somebody_should_know_of_has_a_line(done: Outcome, line: str):
    assert shown(outcome_line(done) or "") == line


@pytest.mark.parametrize("status", ["added", "updated", "unchanged"])
def test_an_outcome_that_is_as_it_should_be_has_none(status: str):
    detail = "text" if status == "updated" else ""
    assert outcome_line(Outcome(status, "a", "/x/a.txt", detail)) is None  # type: ignore[arg-type]


def test_counts_are_in_words_with_the_failures_last():
    assert status_counts(["failed", "added", "unchanged", "added"], "nothing") == "2 added, 1 unchanged, 1 failed"
    assert status_counts([], "nothing") == "nothing"


def test_skipped_files_are_counted_by_kind_the_most_frequent_first():
    assert skipped_files({".zip": 1, ".pptx": 2, "": 1}) == ", 4 skipped: 2 .pptx, 1 without a suffix, 1 .zip"
    assert skipped_files({f".{n}": 1 for n in range(12)}).endswith(" and 2 more")
    assert skipped_files({}) == ""


def test_nothing_of_an_article_reaches_the_terminal_as_a_command():
    entry = Entry(HOSTILE, HOSTILE, HOSTILE, None, HOSTILE, None, "", "", 1, "", 1, HOSTILE)
    for renderable in (
        article_list([entry], 200),
        article_list([entry], 40),
        outcome_line(Outcome("failed", HOSTILE, HOSTILE, HOSTILE)),
        outcome_line(Outcome("duplicate", HOSTILE, HOSTILE, HOSTILE)),
        verdict_table([Verdict(1, HOSTILE, "broken", HOSTILE)], 200),
        verdict_table([Verdict(1, HOSTILE, "broken", HOSTILE)], 40),
    ):
        text = shown(renderable or "")
        assert text == safe(text), renderable
