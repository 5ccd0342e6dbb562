"""What is read of Word's documents: what a reader sees on the page."""

from __future__ import annotations

import pytest
from helpers.office_files import docx, par, run, table

from rag.parsing.formats import read

END = par("That is the end.")


def text(*blocks: str, **options: str) -> str:
    """The text of a document between the first and the last paragraph."""
    found = read("docx", docx("It begins here.", *blocks, END, **options), "x.docx").text
    return found.removeprefix("It begins here.\n\n").removesuffix("That is the end.").strip()


def field(instruction: str, result: str) -> str:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return f"{mark('begin')}<w:r><w:instrText>{instruction}</w:instrText></w:r>{mark('separate')}{result}{mark('end')}"


def test_headings_are_paragraphs_of_their_own():
    assert text(par("Results", style="Heading1"), "They are good.") == "Results\n\nThey are good."


def test_a_heading_keeps_the_number_that_word_counts():
    heads = [par(words, style="Heading2", numbered=(1, 0)) for words in ("Aims", "Costs")]
    assert text(heads[0], "Text.", heads[1]) == "1. Aims\n\nText.\n\n2. Costs"


def test_lists_are_items_with_the_numbers_that_word_counts():
    items = [par("First", numbered=(1, 0)), par("under it", numbered=(1, 1)), par("also", numbered=(1, 1))]
    between = [par("Second", numbered=(1, 0)), "Between.", par("Third", numbered=(1, 0)), par("Anew", numbered=(3, 0))]
    expected = "- 1. First\n- a) under it\n- b) also\n- 2. Second\n\nBetween.\n\n- 3. Third\n- 7. Anew"
    assert text(*items, *between) == expected


def test_a_list_that_its_style_makes_is_a_list():
    style = (
        '<w:style w:type="paragraph" w:styleId="LB"><w:name w:val="List Bullet"/>'
        '<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    )
    assert text(par("Apples", style="LB"), par("Pears", numbered=(2, 1)), styles=style) == "- Apples\n- Pears"


def test_a_table_is_rows_with_its_header_first():
    assert text(table(("Name", "Value"), ("a", "5"))) == "| Name | Value |\n| a | 5 |"


def test_a_cell_over_several_rows_or_columns_is_in_each():
    def wide(span: str, words: str) -> str:
        return f"<w:tcPr>{span}</w:tcPr>{par(words)}"

    rows = [(wide('<w:gridSpan w:val="2"/>', "Seats"), "Note"), ("2021", "2025", "x")]
    rows += [(wide('<w:vMerge w:val="restart"/>', "North"), "1", "2"), (wide("<w:vMerge/>", ""), "3", "4")]
    found = text(table(*rows)).split("\n")
    assert found == ["| Seats | Seats | Note |", "| 2021 | 2025 | x |", "| North | 1 | 2 |", "| North | 3 | 4 |"]


def test_a_table_that_only_arranges_the_page_is_paragraphs():
    paragraph = "The harbour of Kiel is old. " * 6 + "That is all."
    found = text(table((par("A headline", style="Heading1") + par(paragraph), "Aside.")))
    assert found == f"A headline\n\n{paragraph}\n\nAside."
    assert text(table((par("Name", style="Heading1"), "Value"))) == "| Name | Value |"


def test_a_note_stands_after_the_text_and_its_mark_is_not_read():
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="4"/></w:r>'
    note = f'<w:footnote w:id="4">{par("<w:r><w:footnoteRef/></w:r>", " See the report of 1999.")}</w:footnote>'
    data = docx(par("It cost 500", mark, " euros."), "The end.", notes=note)
    assert read("docx", data, "x").text == "It cost 500 euros.\n\nThe end.\n\n- See the report of 1999."


@pytest.mark.parametrize(
    "unread",
    [
        run("secret", "<w:vanish/>"),
        run("secret", '<w:rStyle w:val="Hidden"/>'),
        run("secret", '<w:color w:val="FFFFFF"/>'),
        run("secret", '<w:color w:val="000000"/><w:shd w:fill="000000"/>'),
        run("secret", '<w:sz w:val="2"/>'),
        run("secret", "<w:strike/>"),
        '<w:del w:id="1"><w:r><w:delText>secret</w:delText></w:r></w:del>',
        f'<w:moveFrom w:id="1">{run("secret")}</w:moveFrom>',
        "<w:r><w:instrText>secret</w:instrText></w:r>",
        field("TOC \\o", run("secret")),
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{run('secret')}</w:sdtContent></w:sdt>",
    ],
)
def test_what_a_reader_does_not_see_is_not_read(unread: str):
    style = '<w:style w:type="character" w:styleId="Hidden"><w:name w:val="H"/><w:rPr><w:vanish/></w:rPr></w:style>'
    assert text(par("Seen ", unread, "words."), styles=style) == "Seen words."


@pytest.mark.parametrize(
    ("part", "seen"),
    [
        (run("white", '<w:color w:val="FFFFFF"/><w:shd w:fill="1F4E79"/>'), "white"),
        (run("shown", '<w:vanish w:val="0"/>'), "shown"),
        (f'<w:ins w:id="1">{run("added")}</w:ins>', "added"),
        (f'<w:hyperlink r:id="rId9">{run("the report")}</w:hyperlink>', "the report"),
        (field(" PAGE ", run("7")), "7"),
        (f'<w:fldSimple w:instr="DATE">{run("3 June")}</w:fldSimple>', "3 June"),
        (f"<w:sdt><w:sdtContent>{run('in a control')}</w:sdtContent></w:sdt>", "in a control"),
        ("<m:oMath><m:r><m:t>x=5</m:t></m:r></m:oMath>", "x=5"),
        ("<w:r><w:t>co</w:t><w:noBreakHyphen/><w:t>op</w:t></w:r>", "co-op"),
        ("<w:r><w:t>soft</w:t><w:softHyphen/><w:t>ly</w:t></w:r>", "softly"),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "α"),
        (run("50 m") + run("2", '<w:vertAlign w:val="superscript"/>'), "50 m²"),
        (run("500") + run("3", '<w:vertAlign w:val="superscript"/>'), "500"),
    ],
)
def test_what_a_reader_sees_is_read(part: str, seen: str):
    assert text(par("Here ", part, " is.")) == f"Here {seen} is."


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{par('Boxed words.')}</w:txbxContent>"
    twice = (
        f"<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert text(par("Anchor.", twice)) == "Anchor.\n\nBoxed words."


def test_paragraphs_whose_break_was_deleted_are_one():
    mark = '<w:rPr><w:del w:id="1"/></w:rPr>'
    assert text(par("The council ", properties=mark), par("has agreed.")) == "The council has agreed."


def test_a_drop_cap_joins_its_word():
    assert (
        text(par("T", properties='<w:framePr w:dropCap="drop"/>'), par("he harbour is old.")) == "The harbour is old."
    )


def test_a_table_of_contents_is_not_read():
    gallery = '<w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    assert text(f"<w:sdt>{gallery}<w:sdtContent>{par('Aims 3')}</w:sdtContent></w:sdt>", "Text.") == "Text."


def test_both_dialects_of_word_are_read():
    body = par("Strict words.").replace("<w:p>", '<w:p xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main">')
    assert text(body) == "Strict words."


@pytest.mark.parametrize("style", ["Title", "Heading1"])
def test_a_title_at_the_top_is_the_title(style: str):
    data = docx(par("Harbour costs rise", style=style), "Text.", title="An old title", author="Jane Roe")
    assert read("docx", data, "x").metadata == {"title": "Harbour costs rise", "author": "Jane Roe"}


def test_the_title_of_the_properties_is_the_title_where_the_text_has_none():
    assert read("docx", docx("Text.", title="Harbour costs"), "x").metadata["title"] == "Harbour costs"


@pytest.mark.parametrize("title", ["Document1", "Microsoft Word - a.doc", "harbour_final.docx", "Untitled", "Vorlage"])
def test_a_title_that_a_program_wrote_is_no_title(title: str):
    assert "title" not in read("docx", docx("Text.", title=title), "x").metadata


@pytest.mark.parametrize("author", ["python-docx", "Microsoft Office User", "Windows User", "Admin", "jroe", "User 1"])
def test_an_author_that_a_program_wrote_is_no_author(author: str):
    assert "author" not in read("docx", docx("Text.", author=author), "x").metadata


def test_the_date_is_the_printed_one_and_not_the_files():
    day = read("docx", docx(par("Costs rise", style="Title"), "2025-06-03", "Text."), "x").metadata["published"]
    assert day == "2025-06-03"
    assert "published" not in read("docx", docx("Text."), "x").metadata
