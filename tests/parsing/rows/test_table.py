"""CSV and TSV: separators, encodings, quotation marks and columns as spreadsheets and databases write them."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.formats import read
from rag.parsing.rows.record import NoArticles
from rag.parsing.rows.table import is_table, split_table


def rows(data: bytes | str) -> list[tuple[int, dict[str, str]]]:
    found = split_table(data if isinstance(data, bytes) else data.encode(), "x.csv")
    assert found.called == "Row" and not any(part.fault for part in found.parts)
    return [(part.number, json.loads(part.data)) for part in found.parts]


def first(data: bytes | str) -> tuple[str, dict[str, str]]:
    found = split_table(data if isinstance(data, bytes) else data.encode(), "x.csv")
    reading = read("row", found.parts[0].data, "Row 2")
    return reading.text, dict(reading.metadata)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_header_tells_the_separator(mark: str):
    text = '"Rain, wind; hail\tand | snow came.\n\nIt cost 1,5 ""millions""."'
    told = mark.join(["Titel", "Datum", "Volltext"]) + "\r\n" + mark.join(["Storm", "24.11.2025", text]) + "\r\n"
    assert first(told) == (
        'Rain, wind; hail\tand | snow came.\n\nIt cost 1,5 "millions".',
        {"title": "Storm", "published": "2025-11-24"},
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_spreadsheet_in_its_own_encoding_is_read(encoding: str):
    text = "Die Kläranlage in Übersee wird größer, sagte Jörg Öhler am Montag."
    assert first(f"Überschrift;Autorin;Text\r\nGroß;Änne Weiß;{text}\r\n".encode(encoding)) == (
        text,
        {"title": "Groß", "author": "Änne Weiß"},
    )


def test_the_columns_of_pandas_and_of_other_programs_are_known():
    header = ",headline,byline,date,publisher,Link,BODY,sentiment"
    told = (
        f"{header}\n0,Storm,Ann Moss,2025-06-08,AP,https://a.example/x,It rained.,0.7\n1,,nan,NaT,NULL,,It snowed.,\n"
    )
    assert first(told)[1] == {
        "title": "Storm",
        "author": "Ann Moss",
        "published": "2025-06-08",
        "source": "AP",
        "url": "https://a.example/x",
    }
    assert rows(told)[1] == (3, {"BODY": "It snowed."})


def test_the_numbers_are_those_of_a_spreadsheet_and_empty_rows_are_none():
    assert [n for n, _ in rows('text,title\n"a\n\nb",x\n,\n , \nc,y\n')] == [2, 5]
    assert rows("sep=;\r\ntext;title\r\na;b\r\n") == [(2, {"text": "a", "title": "b"})]


def test_a_table_of_one_column_needs_no_quotation_marks():
    assert rows("text\nRain, wind, and snow.\n") == [(2, {"text": "Rain, wind, and snow."})]


@pytest.mark.parametrize(
    "cell", [r'"She said \"no\", twice."', '"She said ""no"", twice."'], ids=["backslash", "doubled"]
)
def test_a_quotation_mark_is_written_twice_or_after_a_backslash(cell: str):
    assert rows(f"text,title\n{cell},A\n") == [(2, {"text": 'She said "no", twice.', "title": "A"})]


def test_a_quotation_mark_that_nobody_escaped_is_one():
    assert rows('title,text\nA,A 27" screen\nB,"x"\n') == [
        (2, {"title": "A", "text": 'A 27" screen'}),
        (3, {"title": "B", "text": "x"}),
    ]


def test_a_very_long_cell_is_read():
    assert len(rows("text,title\n" + "word " * 60_000 + ",a\n")[0][1]["text"]) > 131_072


def test_a_row_with_more_cells_than_the_header_says_what_is_wrong():
    found = split_table(b"title,text\nA,Rain, wind.\nB,Snow.,,\n", "x.csv")
    assert [part.fault[:31] for part in found.parts] == ["has more cells than the header:", ""]


def test_a_table_without_a_text_names_its_columns_and_what_is_needed():
    with pytest.raises(NoArticles) as caught:
        split_table(b"date;sum;" + b";".join(b"c%d" % n for n in range(20)) + b"\n1;2\n", "x.csv")
    columns = "date, sum, c0, c1, c2, c3, c4, c5, c6, c7, c8, c9 and 10 more"
    assert caught.value.message == f"x.csv has no column for the text; its columns are {columns}."
    assert "text, body, content, article or fulltext" in caught.value.hint


@pytest.mark.parametrize("data", [b"\n", b"\xff\xfe\x00", b"\x89PNG\r\n\x1a\n" * 9, b'"', b'a,"b'])
def test_what_is_no_table_is_refused_in_a_sentence(data: bytes):
    with pytest.raises(SourceError, match=r"^x\.csv "):
        split_table(data, "x.csv")


def test_a_text_is_no_table():
    assert is_table(b"title;text\nA;B\n")
    assert not is_table(b"The text, the title and the date.\n\nIt rained, and the title was lost.\n")
    assert not is_table(b"text\nIt rained.\n")


_CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\",;\t'\\"))


@given(st.lists(st.tuples(_CELL, _CELL), max_size=8), st.sampled_from(",;\t|"))
def test_what_a_program_writes_comes_back(cells: list[tuple[str, str]], mark: str):
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=mark).writerows([("title", "text"), *cells])
    expected = [
        (n, {k: v for k, v in zip(("title", "text"), row, strict=True) if v.strip().casefold() not in _EMPTY})
        for n, row in enumerate(cells, 2)
        if any(map(str.strip, row))
    ]
    assert rows(b"\xef\xbb\xbf" + file.getvalue().encode()) == expected


_EMPTY = {"", "nan", "null", "none", "n/a", "#n/a", r"\n", "nat", "<na>"}
