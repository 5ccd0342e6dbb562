from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.loading.article_ids import MAX_ID, harmless, path_names, url_name


@given(st.text(st.characters(codec=None)))
def test_no_id_moves_a_cursor_or_leaves_a_folder(name: str):
    made = harmless(name)
    made.encode()
    assert 0 < len(made) <= MAX_ID
    assert all(c.isprintable() or c == " " or not c.isascii() for c in made)
    assert not made.startswith("/") and "\\" not in made and not {"", ".", ".."} & set(made.split("/"))
    assert harmless(made) == made


@pytest.mark.parametrize("name", ["x", "Meta’s bet — 2025", "a.b", "नमस्ते", "b/x", "000_dbff6c9ee408745f"])
def test_an_ordinary_name_stays_as_it_is(name: str):
    assert harmless(name) == name


def test_harmful_names_are_replaced():
    assert harmless("a\x1b[31mb\nc") == "a_[31mb_c"
    assert harmless("../../etc/passwd") == "__/__/etc/passwd"
    assert harmless("/abs") == "abs"
    assert harmless("evil\u202etxt") == "evil_txt"
    assert harmless("\n") == "_"


def test_a_path_is_called_by_its_stem_then_with_more_and_more_folders():
    assert path_names(PurePosixPath("/a/b/x.txt"))[:3] == ("x", "b/x", "a/b/x")
    assert path_names(PurePosixPath("/a/b/x.jsonl"), ":3")[:2] == ("x.jsonl:3", "b/x.jsonl:3")


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.example.org/news/meta-deal.html?x=1", "www-example-org-news-meta-deal-html"),
        ("http://127.0.0.1:8000/", "127-0-0-1"),
        ("https://example.org/K%C3%B6ln", "example-org-köln"),
        ("https://example.org/%1b%5b", "example-org"),
    ],
)
def test_a_url_is_called_by_host_and_path(url: str, name: str):
    assert url_name(url) == name


def test_what_nobody_sees_is_not_in_an_id():
    assert harmless("re\u200bport") == "re_port"
    assert harmless("x" + "".join(chr(0xE0000 + ord(c)) for c in "evil")) == "x_"
    assert harmless("❤\ufe0f") == "❤\ufe0f"
