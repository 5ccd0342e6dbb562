"""Documents as their programs write them, made part by part: .docx, .odt, .pptx and .epub."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE_REL = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_HEADING = (
    '<w:style w:type="paragraph" w:styleId="{id}"><w:name w:val="{name}"/>'
    '<w:basedOn w:val="Normal"/><w:pPr>{more}</w:pPr></w:style>'
)
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    + _HEADING.format(id="Title", name="Title", more="")
    + "".join(
        _HEADING.format(id=f"Heading{n}", name=f"heading {n}", more=f'<w:outlineLvl w:val="{n - 1}"/>')
        for n in range(1, 4)
    )
)
_LEVEL = '<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + _LEVEL.format(n=0, start=1, form="decimal", text="%1.")
    + _LEVEL.format(n=1, start=1, form="lowerLetter", text="%2)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + "".join(_LEVEL.format(n=n, start=1, form="bullet", text="•") for n in range(3))
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)
"""List 1 counts `1.` and `a)`, list 2 has bullets, list 3 counts from 7."""


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """The parts in their order; `mimetype` is stored, as ODF and EPUB ask."""
    with BytesIO() as file:
        with ZipFile(file, "w", ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(ZipInfo(name) if name == "mimetype" else name, part)
        return file.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def par(*runs: str, style: str = "", numbered: tuple[int, int] | None = None, properties: str = "") -> str:
    """A paragraph of Word; a run that is no XML is a text. `numbered`: the list and the level."""
    inner = "".join(part if part.startswith("<") else run(part) for part in runs)
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    number = ""
    if numbered:
        number = f'<w:numPr><w:ilvl w:val="{numbered[1]}"/><w:numId w:val="{numbered[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{style}{number}{properties}</w:pPr>{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of Word. A cell that begins with `<` is the content of its `w:tc`."""
    cells = [[cell if cell.startswith("<") else par(cell) for cell in row] for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{_cells(row)}</w:tr>' for row in cells)}</w:tbl>"


def _cells(row: list[str]) -> str:
    return "".join(f"<w:tc>{cell}</w:tc>" for cell in row)


def _relations(*targets: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in targets)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )


def core_properties(title: str = "", author: str = "", created: str = "2025-03-04T05:06:07Z") -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        f"<dcterms:created>{created}</dcterms:created></cp:coreProperties>"
    )


def docx(
    *blocks: str,
    title: str = "",
    author: str = "",
    styles: str = "",
    notes: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """A document of Word with these blocks. `notes` are the `w:footnote` elements, `styles` further ones."""
    body = "".join(block if block.startswith("<") else par(block) for block in blocks)
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>',
            "_rels/.rels": _relations(
                ("rId1", f"{_REL}/officeDocument", "word/document.xml"), ("rId2", _CORE_REL, "docProps/core.xml")
            ),
            "docProps/core.xml": core_properties(title, author),
            "word/_rels/document.xml.rels": _relations(
                ("rId1", f"{_REL}/styles", "styles.xml"),
                ("rId2", f"{_REL}/numbering", "numbering.xml"),
                ("rId3", f"{_REL}/footnotes", "footnotes.xml"),
            ),
            "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
            "word/styles.xml": f"<w:styles {_W}>{STYLES}{styles}</w:styles>",
            "word/numbering.xml": f"<w:numbering {_W}>{NUMBERING}</w:numbering>",
            "word/footnotes.xml": f"<w:footnotes {_W}>{notes}</w:footnotes>",
            **(parts or {}),
        }
    )


_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "meta": "meta",
        "fo": "xsl-fo-compatible",
    }.items()
)
ODT_STYLES = (
    '<style:style style:name="Title" style:family="paragraph"/>'
    '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    '<style:style style:name="Hidden" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="White" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
    '<style:style style:name="Up" style:family="text">'
    '<style:text-properties style:text-position="super 58%"/></style:style>'
    '<text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
    '<text:list-level-style-bullet text:level="2" text:bullet-char="•"/></text:list-style>'
    '<text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1"'
    ' style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/>'
    "</text:list-style>"
)


def odt(*blocks: str, title: str = "", author: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A text of LibreOffice with these blocks; one that is no XML is a paragraph."""
    body = "".join(block if block.startswith("<") else f"<text:p>{escape(block)}</text:p>" for block in blocks)
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF}><office:automatic-styles>{ODT_STYLES}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
            "</office:document-content>",
            "meta.xml": f'<office:document-meta {_ODF} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta>'
            f"<dc:title>{escape(title)}</dc:title><meta:initial-creator>{escape(author)}</meta:initial-creator>"
            "</office:meta></office:document-meta>",
            **(parts or {}),
        }
    )


_P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


def shape(*paragraphs: str, kind: str | None = None, index: str = "", place: str = "", about: str = "") -> str:
    """A shape of a slide. `kind`: its placeholder's type, empty for one of the body; None for a text box."""
    index = f' idx="{index}"' if index else ""
    mark = "" if kind is None else f"<p:ph{f' type={kind!r}' if kind else ''}{index}/>"
    inner = "".join(p if p.startswith("<") else f"<a:p><a:r><a:t>{escape(p)}</a:t></a:r></a:p>" for p in paragraphs)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"{about}/><p:cNvSpPr/><p:nvPr>{mark}</p:nvPr></p:nvSpPr>'
        f"<p:spPr>{place}</p:spPr><p:txBody><a:bodyPr/>{inner}</p:txBody></p:sp>"
    )


def pptx(*slides: str | tuple[str, str], title: str = "", author: str = "", of_master: str = "") -> bytes:
    """A presentation; a slide is its shapes, or a tuple of them and the attributes of the slide.

    `of_master`: further elements of the slide master.
    """
    given = [(slide, "") if isinstance(slide, str) else slide for slide in slides]
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    ids = "".join(f'<p:sldId id="{256 + n}" r:id="s{n}"/>' for n in range(len(given)))
    master = (
        f"<p:sldMaster {_P}><p:cSld><p:spTree>{shape(kind='body', index='1')}</p:spTree></p:cSld>"
        "<p:txStyles><p:bodyStyle>"
        '<a:lvl1pPr><a:buChar char="•"/></a:lvl1pPr><a:lvl2pPr><a:buChar char="–"/></a:lvl2pPr>'
        f"</p:bodyStyle></p:txStyles>{of_master}</p:sldMaster>"
    )
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/ppt/presentation.xml" ContentType="{main}"/></Types>',
        "_rels/.rels": _relations(
            ("rId1", f"{_REL}/officeDocument", "ppt/presentation.xml"), ("rId2", _CORE_REL, "docProps/core.xml")
        ),
        "docProps/core.xml": core_properties(title, author),
        "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{ids}</p:sldIdLst>"
        '<p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _relations(
            *((f"s{n}", f"{_REL}/slide", f"slides/slide{n}.xml") for n in range(len(given)))
        ),
        "ppt/layout.xml": f"<p:sldLayout {_P}><p:cSld><p:spTree>{shape(kind='', index='1')}</p:spTree></p:cSld>"
        "</p:sldLayout>",
        "ppt/_rels/layout.xml.rels": _relations(("r1", f"{_REL}/slideMaster", "master.xml")),
        "ppt/master.xml": master,
    }
    for n, (shapes, attributes) in enumerate(given):
        parts[f"ppt/slides/slide{n}.xml"] = (
            f"<p:sld {_P}{attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        )
        parts[f"ppt/slides/_rels/slide{n}.xml.rels"] = _relations(
            ("r1", f"{_REL}/slideLayout", "../layout.xml"), ("r2", f"{_REL}/notesSlide", f"../notes{n}.xml")
        )
        parts[f"ppt/notes{n}.xml"] = (
            f"<p:notes {_P}><p:cSld><p:spTree>{shape('Said only.')}</p:spTree></p:cSld></p:notes>"
        )
    return zipped(parts)


def epub(
    *pages: str,
    about: str = "<dc:title>The Harbour</dc:title>",
    spine: str = "",
    guide: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An e-book of pages `p0.xhtml` and on: the bodies of XHTML, or whole pages. `about` is its metadata."""
    items = "".join(
        f'<item id="p{n}" href="p{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(pages))
    )
    spine = spine or "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    whole = {
        f"OPS/p{n}.xhtml": page
        if page.startswith("<?xml") or "<html" in page
        else '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head>'
        f'<title>p</title><link rel="stylesheet" href="style.css"/></head><body>{page}</body></html>'
        for n, page in enumerate(pages)
    }
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
            '<rootfile full-path="OPS/book.opf"/></rootfiles></container>',
            "OPS/book.opf": '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf">'
            f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{about}</metadata><manifest>{items}</manifest>'
            f"<spine>{spine}</spine><guide>{guide}</guide></package>",
            **whole,
            **(parts or {}),
        }
    )
