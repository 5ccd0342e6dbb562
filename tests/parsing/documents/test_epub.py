from __future__ import annotations

import time

import pytest
from helpers.office_files import epub

from rag.errors import SourceError
from rag.parsing.formats import read

ABOUT = (
    "<dc:title>The Harbour</dc:title><dc:creator>Jane Roe</dc:creator><dc:creator>Max Orth</dc:creator>"
    '<dc:date opf:event="modification">2024-01-01</dc:date><dc:date>2019-05-06</dc:date>'
    "<dc:publisher>Quay Press</dc:publisher>"
)


def text(*pages: str, **options: str) -> str:
    return read("epub", epub(*pages, **options), "x.epub").text


def test_chapters_are_read_in_the_order_of_the_spine():
    spine = '<itemref idref="p1"/><itemref idref="p0"/>'
    assert text("<h1>Two</h1><p>The end.</p>", "<p>The start.</p>", spine=spine) == "The start.\n\nTwo\n\nThe end."


def test_metadata_is_the_books():
    assert read("epub", epub("<p>Text.</p>", about=ABOUT), "x").metadata == {
        "title": "The Harbour",
        "author": "Jane Roe, Max Orth",
        "source": "Quay Press",
        "published": "2019-05-06",
    }


def test_short_and_repeated_paragraphs_stay():
    assert text("<p>Yes.</p><p>No.</p><p>Yes.</p>") == "Yes.\n\nNo.\n\nYes."


def test_lists_and_tables():
    lists = "<ol start='3'><li>Three<ul><li>under it</li></ul></li><li><p>Four</p></li></ol>"
    table = "<table><tr><th>Item</th><th>2025</th></tr><tr><td>Pier</td><td>30</td></tr></table>"
    assert text(lists + table) == "- 3. Three\n- under it\n- 4. Four\n\n| Item | 2025 |\n| Pier | 30 |"


CONTENTS = "<ul>" + "".join(f'<li><a href="p{n}.xhtml">Chapter {n}</a></li>' for n in range(1, 6)) + "</ul>"


@pytest.mark.parametrize(
    "apart",
    [
        f"<h1>Contents</h1>{CONTENTS}",
        f'<nav epub:type="toc">{CONTENTS}</nav>',
        '<section epub:type="copyright-page"><p>Rights.</p></section>',
        "<p>Copyright © 2019 Jane Roe</p><p>All rights reserved.</p><p>ISBN 978-3-16-148410-0</p>",
        '<img src="cover.jpg"/>',
    ],
)
def test_contents_covers_and_imprints_are_not_read(apart: str):
    assert text(apart, "<p>The text itself.</p>") == "The text itself."


def test_what_the_guide_calls_a_cover_is_not_read():
    guide = '<reference type="cover" href="p0.xhtml"/>'
    assert text("<p>The Harbour, a novel.</p>", "<p>The text itself.</p>", guide=guide) == "The text itself."


def test_a_book_that_is_all_of_one_page_is_read():
    assert text("<p>Copyright © 2019</p><p>All rights reserved.</p><p>The text.</p>").endswith("The text.")


def test_note_marks_and_page_numbers_are_not_read_and_notes_stand_at_the_end():
    mark = '<a epub:type="noteref" href="#n1">1</a>'
    page = '<span epub:type="pagebreak" title="23">23</span>'
    note = '<aside epub:type="footnote" id="n1"><p>See 1999.</p></aside>'
    found = text(f"<p>It cost 500{mark} euros.</p>{note}<p>{page}That is all.</p>")
    assert found == "It cost 500 euros.\n\nThat is all.\n\nSee 1999."


def test_what_a_style_sheet_of_the_book_hides_is_not_read_and_what_it_raises_is_an_exponent():
    rules = (
        ".h { display: none } .w { color: #fff } span.c7 { vertical-align: super } @media amzn { .m { display: none } }"
    )
    css = {"OPS/style.css": rules}
    found = text(
        '<p class="m">Seen <b class="h">secret </b><i class="w">secret </i>50 m<span class="c7">2</span>.</p>',
        parts=css,
    )
    assert found == "Seen 50 m²."


@pytest.mark.parametrize(
    "page",
    [
        "<p>Caf&eacute;&nbsp;&mdash; 5&#160;&euro;.</p>",
        "<html><body><p>Caf&eacute;&nbsp;&mdash; 5&nbsp;&euro;.<br></body></html>",
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>'
        "<body><p>Caf&eacute;&nbsp;&mdash; 5&nbsp;&euro;.</p></body></html>",
    ],
)
def test_pages_are_read_as_xml_or_as_browsers_read_html(page: str):
    assert text(page) == "Café\u00a0— 5\u00a0€."


def encryption(method: str) -> dict[str, str]:
    inner = f'<EncryptedData><EncryptionMethod Algorithm="{method}"/></EncryptedData>'
    return {"META-INF/encryption.xml": f"<encryption>{inner}</encryption>"}


def test_a_protected_book_is_refused_and_one_with_hidden_fonts_is_read():
    with pytest.raises(SourceError, match=r"^x\.epub is protected against copying\.$"):
        text("<p>Text.</p>", parts=encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc"))
    assert text("<p>Text.</p>", parts=encryption("http://www.idpf.org/2008/embedding")) == "Text."


def test_a_long_book_takes_linear_time():
    page = "<h2>Chapter</h2>" + "<p>The harbour of Kiel is old, and <i>nobody</i> knows how old it is.</p>" * 500

    def seconds(pages: int) -> float:
        data = epub(*[page] * pages)
        begun = time.process_time()
        assert len(read("epub", data, "x").text) > 30_000 * pages
        return time.process_time() - begun

    few = min(seconds(2) for _ in range(2))
    assert seconds(12) < 6 * few * 2.5
