from __future__ import annotations

import io
import json
import sys
import unicodedata

import pytest
from helpers.malformed_inputs import HOSTILE
from hypothesis import given
from hypothesis import strategies as st

from rag.terminal.console import notes, results, write_json
from rag.terminal.progress import progress_bar
from rag.terminal.sanitize import one_line, safe


@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str):
    turning = ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI")
    left = [c for c in safe(text) if unicodedata.category(c) in ("Cc", "Cs") or unicodedata.bidirectional(c) in turning]
    assert set(left) <= {"\n", "\t"}


@given(st.text(st.characters(categories=("L", "N", "P", "Zs", "So"))))
def test_ordinary_text_of_any_script_is_left_as_it_is(text: str):
    assert safe(text) == text


@given(st.text())
def test_what_is_safe_stays_as_it_is(text: str):
    assert safe(safe(text)) == safe(text)


def test_an_escape_sequence_becomes_text_that_shows_what_was_tried():
    assert safe("\x1b[31mred") == "\N{REPLACEMENT CHARACTER}[31mred"
    assert "\x9b" not in safe(HOSTILE)


def test_a_carriage_return_cannot_overwrite_what_stands_before_it():
    assert safe("valid\rbroken") == "valid broken"
    assert safe("one\r\ntwo") == "one\ntwo"


def test_emoji_and_persian_keep_their_joiners():
    assert safe("👩\u200d🔬 می\u200cخواهم") == "👩\u200d🔬 می\u200cخواهم"


def test_one_line_is_one_line():
    assert one_line(" a\n\tb\u2028c\r\n ") == "a b c"


@given(
    st.recursive(
        st.text(st.characters()),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    )
)
def test_a_document_comes_back_as_it_was_and_holds_no_control_character(document: object):
    for encoding in ("utf-8", "ascii", "cp1252"):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict", newline="")
        before, sys.stdout = sys.stdout, stream
        try:
            write_json(document)
        finally:
            sys.stdout = before
        printed = stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
        assert json.loads(printed) == document
        assert not [c for c in printed if unicodedata.category(c) in ("Cc", "Cs") and c != "\n"]


def test_a_document_is_readable_where_the_encoding_allows_it(capsys: pytest.CaptureFixture[str]):
    write_json({"quote": "“Über 10 Mrd. €”"})
    assert "“Über 10 Mrd. €”" in capsys.readouterr().out


def test_what_goes_into_a_pipe_is_neither_wrapped_nor_coloured(capsys: pytest.CaptureFixture[str]):
    results().print("word " * 100, style="bold red")
    notes().print("[bold]no markup[/bold] :smile:")
    shown = capsys.readouterr()
    assert shown.out == "word " * 100 + "\n"
    assert shown.err == "[bold]no markup[/bold] :smile:\n"


def test_no_progress_is_shown_where_nobody_watches(capsys: pytest.CaptureFixture[str]):
    with progress_bar("Ingesting") as bar:
        bar.start(2)
        bar.advance()
        bar.reach(2, 2)
        bar.note("a note")
    assert capsys.readouterr() == ("", "a note\n")
