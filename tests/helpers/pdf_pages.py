"""A PDF of one page, written by hand, because libraries that make PDFs refuse to hide text."""

from __future__ import annotations

_RESOURCES = """<<
/Font << /F1 5 0 R /T3 11 0 R /Lig 15 0 R >>
/ExtGState << /Clear << /ca 0 /CA 0 >> /Pale << /ca .5 >> /Mixed << /BM /Multiply >>
  /Masked << /SMask << /Type /Mask /S /Luminosity /G 10 0 R >> >> >>
/Properties << /Off 6 0 R /Member << /Type /OCMD /OCGs [6 0 R] >> >>
/ColorSpace << /Ink [/Separation /Black /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>] >>
/Shading << /Sh << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [0 0 595 0] /Extend [true true]
  /Function << /FunctionType 2 /Domain [0 1] /C0 [.1 0 .3] /C1 [.5 0 0] /N 1 >> >> >>
/Pattern << /White 13 0 R /Black 14 0 R >>
/XObject << /Fm 7 0 R /Im 8 0 R /Paper 9 0 R >> >>"""

_TILES = "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 9 9] /XStep 9 /YStep 9 /Resources << >>"


def one_page(
    content: str,
    *,
    form: str = "",
    form_entries: str = "/BBox [0 0 595 842]",
    page_entries: str = "/MediaBox [0 0 595 842]",
    appearance: str = "",
) -> bytes:
    """The content may use the names of `_RESOURCES`: the layer `Off` is off, `Im` is striped, `Paper` is white.

    `page_entries` may refer to the appearance, a form of 400 by 30 points, as `10 0 R`; in `/T3 1 Tf`, `i` is a box
    of 5 by 7 points.
    """
    within = _RESOURCES.replace("/Fm 7 0 R", "")
    return pdf_of(
        "<< /Type /Catalog /Pages 2 0 R /OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] /Name (x) >> >> >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {page_entries} /Contents 4 0 R /Resources {_RESOURCES} >>",
        stream(content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Type /OCG /Name (x) >>",
        stream(form, f"/Type /XObject /Subtype /Form {form_entries} /Resources {within}"),
        stream("\x00\xff" * 200, _picture(1, 400)),
        stream("\xff", _picture(1, 1)),
        stream(
            appearance, "/Type /XObject /Subtype /Form /BBox [0 0 400 30] /Group << /S /Transparency /CS /DeviceGray >>"
        ),
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 6 7] /FontMatrix [1 0 0 1 0 0] /FirstChar 105 /LastChar 105"
        " /Widths [6] /Encoding << /Differences [105 /i] >> /CharProcs << /i 12 0 R >> /Resources << >> >>",
        stream("6 0 0 0 6 7 d1 0 0 5 7 re f"),
        *(stream(f"{gray} g 0 0 9 9 re f", _TILES) for gray in (1, 0)),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 1 /LastChar 1 /Widths [800]"
        " /Encoding << /BaseEncoding /WinAnsiEncoding /Differences [1 /f_f_i] >> /ToUnicode 16 0 R >>",
        stream("1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <01> <006600660069> endbfchar"),
    )


def pdf_of(*objects: str) -> bytes:
    """The objects have the numbers 1, 2 and so on; the first is the catalog. Characters are bytes."""
    written, places = "%PDF-1.7\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return (written + end + f"startxref\n{len(written)}\n%%EOF\n").encode("latin-1")


def stream(content: str, entries: str = "") -> str:
    return f"<< /Length {len(content)} {entries} >> stream\n{content}\nendstream"


def _picture(width: int, height: int) -> str:
    return f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace /DeviceGray"
