from __future__ import annotations

import io
import json
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.terminal.console import notes, results, write_json


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
