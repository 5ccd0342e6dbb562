"""The time for hostile text grows with its length: each of these took minutes with a backtracking pattern."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import fromstring

from rag.answering.follow_up import stand_alone
from rag.answering.model.citation_keys import read_claims
from rag.loading.file_system import read_stdin
from rag.parsing.html.visibility import drop_unseen
from rag.retrieval.answer_type import kind_of
from rag.text.paragraphs import front_matter
from rag.text.sentences import split_sentences
from rag.verification.claims import LONGEST, contradicted
from rag.verification.quantities import amounts

SECONDS = 5
"""Seconds of CPU time, on a slow machine; each case needs a tenth."""


def page(style: str, body: str = "") -> None:
    drop_unseen(fromstring(f"<html><head><style>{style}</style></head><body><p>x</p>{body}</body></html>"))


LONG: dict[str, Callable[[], object]] = {
    "quotation marks": lambda: list(split_sentences("“" * 200_000)),
    "apostrophes": lambda: list(split_sentences("'" * 300_000)),
    "Chinese on one line": lambda: list(split_sentences("铜矿。" * 60_000)),
    "blanks in a follow-up": lambda: stand_alone("What about the a" + " " * 3900 + "!", [("Who?", "Ada.")]),
    "capitals in a history": lambda: stand_alone("Do they?", [("Aa Aa," + "A" * 3990, "A A " * 1000)] * 30),
    "a question of how much": lambda: kind_of("how much " * 100_000),
    "dashes": lambda: amounts("-" * 40_000),
    "letters and dashes": lambda: amounts("a-" * 20_000),
    "apostrophes in front matter": lambda: front_matter("---\na: '" + "''" * 4000 + "!\n---\n"),
    "keys": lambda: list(read_claims(["[1.2]" * 8000], ["1.2"])),
    "a selector of blanks": lambda: page("p" + " " * 400_000 + "> b {top: 1px}"),
    "a scale of zeros": lambda: page(f"p {{transform: scale({'0' * 400_000}}}"),
    "moves": lambda: page(f"p {{transform: {'translatex(' * 40_000}}}"),
    "hidden elements with text between": lambda: page("", "<b hidden>x</b>some text after it " * 50_000),
}


@pytest.mark.parametrize("work", [pytest.param(work, id=name) for name, work in LONG.items()])
def test_what_is_long_takes_time_by_its_length(work: Callable[[], object]):
    begun = time.process_time()
    work()
    assert time.process_time() - begun < SECONDS


@settings(deadline=None, max_examples=50)
@given(
    parts=st.lists(
        st.sampled_from(["“", "'", "。", "a", " ", ". ", "Mr. ", "A", "\n", "(", "word ", "!", "…"]), min_size=1
    ),
    times=st.integers(1, 4000),
)
def test_sentences_are_in_order_and_leave_no_word_out(parts: list[str], times: int):
    text = ("".join(parts) * times)[:12_000] + " end."
    end = 0
    for start, stop in split_sentences(text):
        assert end <= start <= stop
        assert not text[end:start].strip()
        end = stop
    assert not text[end:].strip()


def test_a_claim_longer_than_any_sentence_is_rejected_unread():
    assert contradicted("neither " * LONGEST, ["The mine closed."])


def test_standard_input_without_an_end_is_read_as_far_as_it_may_be(monkeypatch: pytest.MonkeyPatch):
    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, into: bytearray) -> int:  # type: ignore[override]
            into[:] = b"y" * len(into)
            return len(into)

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(Endless())))
    assert len(read_stdin(2_500_000)) == 2_500_001
    monkeypatch.setattr("sys.stdin", None)
    assert read_stdin(5) == b""


@pytest.mark.skipif(sys.platform == "win32", reason="a shell of another kind")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("list --json >&-", 1),
        ("list 2>&- <&-", 0),
        ("list --json <&- >&- 2>&-", 1),
        ("--help >&-", 1),
        ("ask - <&-", 1),
        ("ingest - <&-", 1),
    ],
)
def test_a_closed_stream_is_no_traceback(tmp_path: Path, line: str, code: int):
    ended = subprocess.run(
        f'RAG_HOME="{tmp_path}" "{sys.executable}" -m rag {line}',
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == code
    assert "Traceback" not in ended.stderr and "Exception" not in ended.stderr
