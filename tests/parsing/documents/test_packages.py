"""Documents that are damaged, protected, of another format, or made to break the reader."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest
from helpers.office_files import docx, epub, odt, par, pptx, run, table, zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import SourceError
from rag.parsing.formats import KINDS, kind_of, read

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
RTF = rb"{\rtf1\ansi Words of RTF.\par}"
WHOLE = {"docx": docx("Words."), "odt": odt("Words."), "pptx": pptx(""), "epub": epub("<p>Words.</p>"), "rtf": RTF}
CALLED = {"docx": "a Word document", "odt": "an OpenDocument text", "pptx": "a presentation", "epub": "an e-book"}


@pytest.mark.parametrize("kind", WHOLE)
def test_the_kind_is_told_by_the_bytes(kind: str):
    assert kind_of(WHOLE[kind]) == kind
    assert KINDS[f".{kind}"] == kind


def test_other_zip_files_are_no_documents():
    assert kind_of(zipped({"a.txt": "Words."})) == "text"


@pytest.mark.parametrize(("kind", "called"), CALLED.items())
@pytest.mark.parametrize("data", [b"PK\x03\x04 damaged", b"no package", zipped({"a.txt": "Words."})])
def test_what_is_no_such_document_is_said_to_be_none(kind, called: str, data: bytes):
    with pytest.raises(SourceError, match=rf"^x is damaged or not {called}\.$") as caught:
        read(kind, data, "x")
    assert caught.value.hint


def test_a_truncated_document_is_damaged():
    with pytest.raises(SourceError, match=r"^x is damaged"):
        read("docx", WHOLE["docx"][:-100], "x")


def test_a_file_with_the_suffix_of_another_format_is_read_as_what_it_is():
    assert read("docx", RTF, "x").text == "Words of RTF."
    assert read("docx", WHOLE["odt"], "x").text == "Words."


@pytest.mark.parametrize(
    ("stream", "why", "hint"),
    [
        ("EncryptedPackage", "has a password", "Save a copy without one."),
        ("WordDocument", "is in Word's format of before 2007", "Open it in Word and save it as .docx."),
        ("PowerPoint Document", "is in PowerPoint's format of before 2007", "Open it and save it as .pptx."),
        ("__properties_version1.0", "is a message of Outlook", "Save it as .eml, or its text as .txt."),
        ("", "is in an old format of Office", "Save it as .docx, or its text as .txt."),
    ],
)
@pytest.mark.parametrize("kind", ["docx", None])
def test_an_old_document_is_refused_with_what_to_do(kind, stream: str, why: str, hint: str):
    data = OLE + stream.encode("utf-16-le") + OLE
    with pytest.raises(SourceError, match=rf"^x {why}\.$") as caught:
        read(kind or kind_of(data), data, "x")
    assert caught.value.hint == hint


def test_a_part_that_unpacks_to_more_than_the_limit_is_refused():
    bomb = docx("Words.", parts={"word/document.xml": b"<w>" + b" " * 40_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(SourceError, match=r"^x is too large once it is unpacked\.$"):
        read("docx", bomb, "x")


def test_parts_that_unpack_together_to_more_than_the_limit_are_refused():
    links = "".join(f'<link rel="stylesheet" href="{n}.css"/>' for n in range(3))
    sheets = {f"OPS/{n}.css": b" " * 30_000_000 for n in range(3)}
    with pytest.raises(SourceError, match=r"^x is too large once it is unpacked\.$"):
        read("epub", epub(f"<html><head>{links}</head><body>x</body></html>", parts=sheets), "x")


def test_a_part_of_nothing_but_tags_is_refused():
    bomb = docx(parts={"word/document.xml": b"<w>" + b"<a/>" * 4_100_000 + b"</w>"})
    with pytest.raises(SourceError, match=r"^x has more than 4000000 tags\.$"):
        read("docx", bomb, "x")


@pytest.mark.parametrize("entity", ['"&b;&b;&b;"', 'SYSTEM "file:///etc/passwd"', 'SYSTEM "http://localhost:1/x"'])
def test_entities_are_not_read(entity: str):
    xml = f'<!DOCTYPE d [<!ENTITY b "bomb"><!ENTITY a {entity}>]>'
    main = docx(par("Words ", "<w:r><w:t>&a;</w:t></w:r>", "stay."))
    with ZipFile(BytesIO(main)) as archive:
        body = archive.read("word/document.xml").decode()
    assert read("docx", docx(parts={"word/document.xml": xml + body}), "x").text == "Words stay."


def test_deep_elements_raise_nothing_but_a_source_error():
    deep = "<w:sdt><w:sdtContent>" * 5_000 + par("Words.") + "</w:sdtContent></w:sdt>" * 5_000
    with pytest.raises(SourceError, match=r"^x is damaged"):
        read("docx", docx(deep), "x")
    with pytest.raises(SourceError, match=r"^x has groups within groups, too deep\.$"):
        read("rtf", rb"{\rtf1 " + b"{" * 5_000 + b"words" + b"}" * 5_000 + b"}", "x")


def test_a_document_without_words_holds_no_text():
    with pytest.raises(SourceError, match=r"^x holds no text\.$"):
        read("docx", docx(par("")), "x")


@pytest.mark.parametrize("kind", WHOLE)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_changed_bytes_raise_nothing_but_a_source_error(kind, data: st.DataObject):
    changed = bytearray(WHOLE[kind])
    for _ in range(data.draw(st.integers(1, 5))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(kind, bytes(changed), "x").text.encode()
    except SourceError as error:
        assert error.message.startswith("x ")


def test_hidden_words_in_the_cells_of_a_table_are_not_read():
    white = par(run("secret", '<w:color w:val="FFFFFF"/>'), "seen")
    assert read("docx", docx(table(("a", "b"), ("c", white))), "x").text == "| a | b |\n| c | seen |"
