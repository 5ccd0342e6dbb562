from __future__ import annotations

import pytest

from rag.parsing.formats import read

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial CYR;}{\f2\fcharset128 Mincho;}"
    r"{\f3\fcharset2 Symbol;}}{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}"
    r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2 toc 1;}}{\*\generator Word;}"
    r"{\info{\title Harbour costs}{\author Jane Roe}{\creatim\yr2024\mo5\dy6}}"
)


def rtf(body: str) -> bytes:
    return f"{HEAD}{body}}}".encode("ascii")


def text(body: str) -> str:
    return read("rtf", rtf(body), "x.rtf").text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (r"Caf\'e9 \'96 \u8364? 5.", "Café – € 5."),
        (r"{\uc1 \u1055\'cf\u1088\'f0}.", "Пр."),
        (r"{\uc0 \u1055\u1088}.", "Пр."),
        (r"\u-10179?\u-8704?.", "😀."),
        (r"{\f1 \'cf\'f0}.", "Пр."),
        (r"{\f2 \'93\'fa\'96\'7b}.", "日本."),
        (r"{\f3 a} is alpha.", "α is alpha."),
        (r"A\emdash b\~c \{d\} \\e.", "A—b\u00a0c {d} \\e."),
    ],
)
def test_code_pages_and_escapes(body: str, expected: str):
    assert text(body + r"\par") == expected


@pytest.mark.parametrize(
    "unread",
    [
        r"{\v secret }",
        r"{\deleted secret }",
        r"{\strike secret }",
        r"{\cf1 secret }",
        r"{\fs2 secret }",
        r"{\header secret\par}",
        r"{\*\annotation secret}",
        r"{\pict\pngblip 89504e47}",
        r"{\field{\*\fldinst TOC}{\fldrslt secret }}",
        r"{\*\unknown secret}",
    ],
)
def test_what_a_reader_does_not_see_is_not_read(unread: str):
    assert text(rf"Seen {unread}words.\par") == "Seen words."


def test_links_are_their_text_and_white_on_a_colour_is_read():
    field = r'{\field{\*\fldinst HYPERLINK "http://x.org"}{\fldrslt the report}}'
    assert text(rf"See {field} {{\cf1\highlight2 here}}.\par") == "See the report here."


def test_headings_lists_and_contents():
    items = r"{\listtext\f3\'b7\tab}Apples\par{\listtext 3.\tab}Third\par"
    contents = r"\pard\s2 Results 7\par"
    assert text(rf"{contents}\pard\s1 Results\par\pard {items}\pard One.\line Two.\par") == (
        "Results\n\n- Apples\n- 3. Third\n\nOne.\nTwo."
    )


def test_a_numbered_heading_is_a_heading_with_its_number():
    body = r"\pard\s1\outlinelevel0{\listtext\pard\plain 2.\tab}Results\par\pard Text.\par"
    assert text(body) == "2. Results\n\nText."


def test_a_table_is_rows_and_a_merged_cell_is_in_each():
    row = r"\trowd\cellx1000\cellx2000\intbl "
    merged = r"\trowd\clvmrg\cellx1000\cellx2000\intbl "
    body = rf"{row}Name\cell Value\cell\row{row}Hall\cell 5\cell\row{merged}\cell 6\cell\row\pard After.\par"
    assert text(body) == "| Name | Value |\n| Hall | 5 |\n| Hall | 6 |\n\nAfter."


def test_a_note_stands_after_the_text():
    note = r"{\super\chftn}{\footnote\pard {\super\chftn} See 1999.}"
    assert text(rf"It cost 500{note} euros.\par\pard End.\par") == "It cost 500 euros.\n\nEnd.\n\n- See 1999."


def test_a_text_box_is_read_once():
    box = r"{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt Boxed.\par}}{\shprslt Boxed.\par}}"
    assert text(rf"Anchor.{box}\par") == "Anchor.\n\nBoxed."


def test_title_and_author_are_those_of_the_document():
    assert read("rtf", rtf(r"Text.\par"), "x").metadata == {"title": "Harbour costs", "author": "Jane Roe"}
