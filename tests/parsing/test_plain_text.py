from __future__ import annotations

import pytest

from rag.parsing.formats import read


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"one\r\ntwo\rthree\n", "one\ntwo\nthree\n"),
        (b"\xef\xbb\xbfone", "one"),
        (b"one \x00 two, and more", "one \ufffd two, and more"),
        ("  one\u2028two\x0c \n\n".encode(), "  one\u2028two\x0c \n\n"),
        ("\ufeffone".encode("utf-16-le"), "one"),
    ],
)
def test_the_stored_text_is_the_file_with_newlines_mark_and_nul_mended_and_nothing_else(data: bytes, text: str):
    assert read("text", data, "x.txt").text == text


def test_front_matter_gives_the_metadata_and_stays_in_the_text():
    names = 'title: "Meta: the deal"\noutlet: Finway\nauthors: [Ann, Bob]'
    block = f"{names}\ndate: 2025-06-08 10:00:00\nlink: https://a.b/c\ntags: 3"
    text = f"---\n{block}\n---\nText."
    reading = read("text", text.encode(), "x.md")
    assert reading.text == text
    assert reading.metadata == {
        "title": "Meta: the deal",
        "source": "Finway",
        "author": "Ann, Bob",
        "published": "2025-06-08",
        "url": "https://a.b/c",
    }


@pytest.mark.parametrize(
    ("block", "metadata"),
    [
        ("title: No", {"title": "No"}),
        ("title: 2025", {"title": "2025"}),
        ("title: ~\nsource:", {}),
        ("title: Yes\npublished: soon", {"title": "Yes"}),
        ("title: {a: b}", {}),
        ("x: 1", {}),
        ("a: 1\ntitle: [&x b, *x]", {}),
        ('title: "a\\x1b[31mb\\nc"', {"title": "a [31mb c"}),
        ("title: " + "[" * 3000 + "]", {}),
        ("title: a\n\tb", {"title": "a"}),
        (
            'title: Port: the strike\nsource: "A: b"\ndate: 12 March 2024\nauthors:\n  - Ann\n  - Bob',
            {"title": "Port: the strike", "source": "A: b", "published": "2024-03-12", "author": "Ann, Bob"},
        ),
        (
            "title: [Update] Strike ends\nauthor: @ann\nsource: 'Port' Post",
            {"title": "[Update] Strike ends", "author": "@ann", "source": "'Port' Post"},
        ),
        ('title: "Quoted: a" strike: b', {"title": '"Quoted: a" strike: b'}),
        ("title:No blank\n'author': Ann", {"title": "No blank", "author": "Ann"}),
        ("title: a: b\nauthor: &x [*x]\nurl: *x", {"title": "a: b"}),
    ],
)
def test_odd_front_matter_gives_what_it_says_or_nothing(block: str, metadata: dict[str, str]):
    assert read("text", f"---\n{block}\n---\nText.".encode(), "x.md").metadata == metadata


@pytest.mark.parametrize(
    ("written", "remark"), [("soon", "'soon'"), ("07/06/2025", "'07/06/2025'"), ("7 June 2025", "")]
)
def test_a_date_that_is_not_understood_is_remarked_on(written: str, remark: str):
    assert remark in read("text", f"---\ndate: {written}\n---\nText.".encode(), "x.md").remark
    assert bool(read("text", f"---\ndate: {written}\n---\nText.".encode(), "x.md").remark) == bool(remark)


def test_front_matter_constructs_nothing(tmp_path):
    mark = tmp_path / "made"
    read("text", f"---\ntitle: !!python/object/apply:os.mkdir ['{mark}']\n---\nText.".encode(), "x.md")
    read("text", f"---\nx: 1\ntitle:\n  - !!python/object/apply:os.mkdir ['{mark}']\n---\nText.".encode(), "x.md")
    assert not mark.exists()
