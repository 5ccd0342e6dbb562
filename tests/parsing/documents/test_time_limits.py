"""Documents that are made to take long take time in proportion to their size."""

from __future__ import annotations

import time

import pytest
from helpers.office_files import docx, epub, odt, par, run, table

from rag.errors import SourceError
from rag.parsing.formats import read

BOX = "<w:p><w:r><w:pict><w:txbxContent>"
HIDING = {"OPS/style.css": "".join(f".c{n} p, div > .c{n} ~ p {{color: red; display: block}}" for n in range(3000))}
WHITE = '<w:color w:val="FFFFFF"/>'
FIELDS = b"From: a@x.example\nSubject: "
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OVERRIDE = '<w:lvlOverride w:ilvl="7"/>'
COUNTED = '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
LEVELS = (
    f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/>'
    f'</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/>{OVERRIDE * 3_000}</w:num>'
    "</w:numbering>"
)
MERGED = rb"\trowd\clvmrg\cellx1\intbl\cell\row"
REPEATED = '<table:table-cell table:number-columns-repeated="20"><text:p>a</text:p></table:table-cell>'
LONG = {
    "text boxes within text boxes": ("docx", docx(BOX * 50 + par("x") + "</w:txbxContent></w:pict></w:r></w:p>" * 50)),
    "cells over many columns": (
        "docx",
        docx(table(*[(f"<w:tcPr><w:gridSpan w:val='99'/></w:tcPr>{par('y' * 99)}", "x")] * 300)),
    ),
    "lists with many levels": ("docx", docx(COUNTED * 3_000, parts={"word/numbering.xml": LEVELS})),
    "fields that never end": ("docx", docx(par(*['<w:r><w:fldChar w:fldCharType="begin"/></w:r>'] * 5_000))),
    "many runs": ("docx", docx(par(*[run("x", WHITE) + run("y")] * 5_000))),
    "a style sheet of many rules": ("epub", epub(*["<p class='c1'>x</p>" * 300] * 30, parts=HIDING)),
    "groups of RTF": ("rtf", rb"{\rtf1 " + b"{}" * 50_000 + b"x}"),
    "a long cell over many rows": (
        "rtf",
        rb"{\rtf1 \trowd\cellx1\intbl " + b"word " * 20_000 + rb"\cell\row" + MERGED * 9_000 + b"}",
    ),
    "cells that are repeated": (
        "odt",
        odt(f"<table:table><table:table-row>{REPEATED * 5_000}</table:table-row></table:table>"),
    ),
    "notes that never end": ("rtf", rb"{\rtf1 " + rb"{\footnote x}" * 5_000 + b"y}"),
    "a subject of encoded words": ("mail", FIELDS + b"=?utf-8?q?a?= " * 50_000 + b"\n\nWords."),
    "many quotations": (
        "mail",
        FIELDS + b"\nContent-Type: text/html\n\n" + b'<blockquote type="cite">x</blockquote>' * 3_000,
    ),
}


@pytest.mark.parametrize("name", LONG)
def test_a_hostile_document_is_read_within_seconds(name: str):
    kind, data = LONG[name]
    begun = time.process_time()
    try:
        assert len(read(kind, data, "x").text) < 3_000_000
    except SourceError as error:
        assert error.message.startswith("x ")
    assert time.process_time() - begun < 5
