from __future__ import annotations

import pytest
from helpers.office_files import odt

from rag.errors import SourceError
from rag.parsing.formats import read


def text(*blocks: str) -> str:
    return read("odt", odt(*blocks), "x.odt").text


def span(words: str, style: str) -> str:
    return f'<text:span text:style-name="{style}">{words}</text:span>'


def listed(style: str, *items: str) -> str:
    inner = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f'<text:list text:style-name="{style}">{inner}</text:list>'


def test_headings_paragraphs_and_line_breaks():
    found = text('<text:h text:outline-level="1">Aims</text:h>', "<text:p>One.<text:line-break/>Two.</text:p>")
    assert found == "Aims\n\nOne.\nTwo."


def test_lists_are_items_with_the_numbers_that_the_style_counts():
    inner = "<text:p>First</text:p>" + listed("", "<text:p>under it</text:p>")
    assert text(listed("Numbers", inner, "<text:p>Second</text:p>")) == "- 1. First\n- a) under it\n- 2. Second"
    assert text(listed("Bullets", "<text:p>Apples</text:p>")) == "- Apples"


def test_a_table_is_rows_with_its_header_first():
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(words: str, more: str = "") -> str:
        return f"<table:table-cell{more}><text:p>{words}</text:p></table:table-cell>"

    covered = "<table:covered-table-cell/>"
    wide = row(cell("Seats", ' table:number-columns-spanned="2"'), covered, cell("Note"))
    rows = wide + row(cell("1"), cell("2"), cell("x"))
    assert text(f"<table:table>{rows}</table:table>") == "| Seats | Seats | Note |\n| 1 | 2 | x |"


def test_a_note_stands_apart_from_a_list_that_ends_the_text():
    note = "<text:note><text:note-body><text:p>See 1999.</text:p></text:note-body></text:note>"
    item = f"<text:list><text:list-item><text:p>Honey{note}</text:p></text:list-item></text:list>"
    assert text(item) == "- Honey\n\n- See 1999."


def test_a_note_stands_after_the_text():
    note = (
        "<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>See 1999.</text:p></text:note-body></text:note>"
    )
    assert text(f"<text:p>It cost 500{note} euros.</text:p>", "End.") == "It cost 500 euros.\n\nEnd.\n\n- See 1999."


@pytest.mark.parametrize(
    "unread",
    [
        span("secret", "Hidden"),
        span("secret", "White"),
        "<office:annotation><text:p>secret</text:p></office:annotation>",
        "<text:hidden-text>secret</text:hidden-text>",
    ],
)
def test_what_a_reader_does_not_see_is_not_read(unread: str):
    assert text(f"<text:p>Seen {unread}words.</text:p>") == "Seen words."


def test_deleted_text_and_tables_of_contents_are_not_read():
    deleted = "<text:tracked-changes><text:changed-region><text:deletion><text:p>Gone.</text:p></text:deletion>"
    deleted += "</text:changed-region></text:tracked-changes>"
    contents = (
        "<text:table-of-content><text:index-body><text:p>Aims 3</text:p></text:index-body></text:table-of-content>"
    )
    assert text(deleted, contents, "Here.") == "Here."


def test_spaces_links_boxes_and_exponents_are_read():
    link = "<text:a>the report</text:a>"
    box = "<draw:frame><draw:text-box><text:p>Boxed.</text:p></draw:text-box></draw:frame>"
    found = text(f"<text:p>See{'<text:s/>'}{link}, 50 m{span('2', 'Up')}.{box}</text:p>")
    assert found == "See the report, 50 m².\n\nBoxed."


def test_title_and_author_are_those_of_the_document():
    data = odt('<text:p text:style-name="P1">Harbour costs rise</text:p>', "Text.", title="Old", author="Jane Roe")
    assert read("odt", data, "x").metadata == {"title": "Harbour costs rise", "author": "Jane Roe"}


def test_a_password_is_told():
    manifest = {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}
    with pytest.raises(SourceError, match=r"^x\.odt has a password\.$"):
        read("odt", odt("Text.", parts=manifest), "x.odt")
