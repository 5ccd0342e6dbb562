from __future__ import annotations

import json

import pytest

from rag.errors import SourceError
from rag.parsing.formats import read
from rag.parsing.rows.json_lists import split_jsonl


def test_a_row_gives_its_text_and_metadata():
    row = {
        "text": "One.\r\nTwo \ud800",
        "title": " The  Bridge ",
        "published": "June 8, 2025",
        "author": None,
        "source": 24,
        "extra": [1],
    }
    reading = read("row", json.dumps(row).encode(), "Line 1")
    assert reading.text == "One.\nTwo \ufffd"
    assert reading.metadata == {"title": "The Bridge", "published": "2025-06-08", "source": "24"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("[1]", "is not a JSON object"),
        ('"text"', "is not a JSON object"),
        ("{'text': 1}", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"text": 1}', "has no `text`"),
        ('{"text": " "}', "has no `text`"),
        ('{"title": "a"}', "has no `text`"),
        ('{"text": "One.", "title": ["a"]}', "has a `title` that is not text"),
    ],
)
def test_a_row_that_is_no_article_says_why(line: str, why: str):
    with pytest.raises(SourceError, match=f"^Line 1 {why}"):
        read("row", line.encode(), "Line 1")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>The port of Aven was shut on Monday.</p><p>It opens &quot;soon&quot;, she said.</p>",
         'The port of Aven was shut on Monday.\n\nIt opens "soon", she said.'),
        ("The port of Aven was shut on Monday.<br><br>It opens <b>soon</b>, the mayor said.",
         "The port of Aven was shut on Monday.\n\nIt opens soon, the mayor said."),
        ("The port was <em>shut</em> on Monday.\n\nIt opens soon, the mayor said.",
         "The port was shut on Monday.\n\nIt opens soon, the mayor said."),
        ('<img src="a.png"> The port of <a href="/aven">Aven</a> was shut on Monday.<br/>It opens soon.',
         "The port of Aven was shut on Monday.\n\nIt opens soon."),
        ("&lt;p&gt;The port of Aven was shut on Monday.&lt;/p&gt;", "The port of Aven was shut on Monday."),
        ("The mayor&#8217;s &quot;no&quot; &amp; more. AT&T; a < b > c", 'The mayor’s "no" & more. AT&T; a < b > c'),
    ],
)  # fmt: skip
def test_a_text_in_html_is_read_as_html(text: str, expected: str):
    assert read("row", json.dumps({"text": text}).encode(), "Line 1").text.strip() == expected


@pytest.mark.parametrize(
    "text",
    [
        "Write `<p>text</p>` for a paragraph.",
        "# Heading\n\nA line with <b>bold</b> in it.\n\n- an item",
        "If a<b and c>d, then stop.",
        "Dear <name>, welcome.",
    ],
)
def test_a_text_that_only_speaks_of_html_or_is_markdown_stays_as_it_is(text: str):
    assert read("row", json.dumps({"text": text}).encode(), "Line 1").text == text


def test_a_page_in_a_row_gives_its_metadata_where_the_row_has_none():
    head = '<title>Port shut</title><meta name="author" content="Ann Moss"><meta name="pubdate" content="2024-02-05">'
    page = f"<html><head>{head}</head><body><p>The port of Aven was shut on Monday.</p></body></html>"
    row = {"text": page, "title": "Port &amp; mayor", "published": "soonish"}
    reading = read("row", json.dumps(row).encode(), "Line 1")
    assert reading.metadata == {"title": "Port & mayor", "author": "Ann Moss", "published": "2024-02-05"}
    assert reading.remark == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [
        *((n, "2024-02-05") for n in (1707120000, 1707120000123, 1707120000.5, "1707120000", "5. Februar 2024")),
        ({"$date": "2024-02-05T10:00:00Z"}, "2024-02-05"),
        *((other, None) for other in (2024, True, "02/05/2024", "soonish")),
    ],
)
def test_a_date_in_any_notation_is_read_or_remarked_on(written: object, day: str | None):
    reading = read("row", json.dumps({"text": "One.", "published": written}).encode(), "Line 1")
    assert reading.metadata.get("published") == day
    assert reading.remark == ("" if day else f"its published {str(written)!r} is no clear date")


def test_an_empty_date_and_nan_are_none_and_not_remarked_on():
    reading = read("row", b'{"text": "One.", "published": " ", "title": NaN, "source": null}', "Line 1")
    assert (reading.metadata, reading.remark) == ({}, "")


ONE, TWO = {"text": "One."}, {"text": "Two."}


@pytest.mark.parametrize(
    "data",
    [
        json.dumps([ONE, TWO]),
        json.dumps([ONE, TWO], indent=2),
        json.dumps({"count": 2, "tags": ["a"], "articles": [ONE, TWO]}),
        json.dumps({"articles": [ONE, TWO]}, indent=1),
        "\n".join(json.dumps(row, indent=4) for row in (ONE, TWO)),
        "\ufeff[\n" + json.dumps(ONE) + ",\n" + json.dumps(TWO) + "\n]\n",
    ],
)
def test_a_file_that_is_one_json_document_is_read_as_its_rows(data: str):
    found = split_jsonl(data.encode(), "x.jsonl")
    assert (found.called, [json.loads(part.data) for part in found.parts]) == ("Item", [ONE, TWO])


@pytest.mark.parametrize(
    "data", ["[{", '[\n{"text": "One."},\n', '{\n"text": "One."\n', "[" * 100_000, '[{"text": "One."}']
)
def test_a_damaged_json_document_is_refused_as_a_whole(data: str):
    with pytest.raises(SourceError, match=r"^x\.jsonl is neither JSONL nor a JSON array"):
        split_jsonl(data.encode(), "x.jsonl")


@pytest.mark.parametrize(
    "data",
    [
        '{"text": "One."}\n{"text"\n',
        '{"body": "One."}\n{"body": "Two."}\n',
        "{'text': 1}\n",
        "[1]\nnonsense\n",
        "",
        "\n",
    ],
)
def test_other_files_are_lines(data: str):
    found = split_jsonl(data.encode(), "x.jsonl")
    lines = [(n, line) for n, line in enumerate(data.encode().split(b"\n"), 1) if line.strip()]
    assert (found.called, [(part.number, part.data) for part in found.parts]) == ("Line", lines)


def test_what_newsapi_left_out_or_withdrew_is_no_text():
    kept = {"title": "Ferry returns", "content": "The ferry to Orrin sails again… [+2301 chars]"}
    gone = {"title": "[Removed]", "content": "[Removed]"}
    (part,) = split_jsonl(json.dumps({"articles": [gone, kept]}).encode(), "x.json").parts
    assert part.number == 2
    assert read("row", part.data, "Item 2").text == "The ferry to Orrin sails again…"
