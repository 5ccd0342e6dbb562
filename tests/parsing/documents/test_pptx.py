from __future__ import annotations

from helpers.office_files import pptx, shape

from rag.parsing.formats import read


def text(*slides: str | tuple[str, str]) -> str:
    return read("pptx", pptx(*slides), "x.pptx").text


def bullet(words: str, properties: str) -> str:
    return f"<a:p><a:pPr{properties}</a:pPr><a:r><a:t>{words}</a:t></a:r></a:p>"


def test_slides_are_read_in_their_order_with_their_titles_first():
    first = shape("2025-06-03", kind="subTitle", index="1") + shape("Harbour costs", kind="ctrTitle")
    reading = read("pptx", pptx(first, shape("Plans", kind="title") + shape("They are old."), title="Old"), "x")
    assert reading.text == "Harbour costs\n\n2025-06-03\n\nPlans\n\nThey are old."
    assert reading.metadata == {"title": "Harbour costs", "published": "2025-06-03"}


def test_paragraphs_that_the_master_gives_bullets_are_items():
    plain = bullet("No bullet.", "><a:buNone/>")
    nested = bullet("under it", ' lvl="1">')
    assert text(shape("A pier", nested, plain, kind="", index="1")) == "- A pier\n- under it\n\nNo bullet."


def test_a_long_presentation_with_a_large_master_is_read():
    slides = [shape(f"Slide {n}", kind="", index="1") for n in range(100)]
    large = f'<p:extLst uri="{"x" * 1_000_000}"/>'
    assert read("pptx", pptx(*slides, of_master=large), "x").text.count("- Slide") == 100


def test_numbered_paragraphs_keep_their_numbers():
    number = '><a:buAutoNum type="arabicPeriod" startAt="3"/>'
    assert text(shape(bullet("Third", number), bullet("Fourth", number))) == "- 3. Third\n- 4. Fourth"


def test_a_table_is_rows():
    def cell(words: str) -> str:
        return f"<a:tc><a:txBody><a:p><a:r><a:t>{words}</a:t></a:r></a:p></a:txBody></a:tc>"

    rows = "".join(f"<a:tr>{cell(a)}{cell(b)}</a:tr>" for a, b in (("Item", "2025"), ("Pier", "30")))
    frame = (
        f"<p:graphicFrame><a:graphic><a:graphicData><a:tbl>{rows}</a:tbl></a:graphicData></a:graphic></p:graphicFrame>"
    )
    assert text(frame) == "| Item | 2025 |\n| Pier | 30 |"


def test_what_the_audience_does_not_see_is_not_read():
    outside = '<a:xfrm><a:off x="-900000" y="0"/><a:ext cx="800000" cy="100"/></a:xfrm>'
    struck = '<a:p><a:r><a:rPr strike="sngStrike"/><a:t>struck</a:t></a:r></a:p>'
    shapes = shape("outside", place=outside) + shape("hidden", about=' hidden="1"') + shape("7", kind="sldNum")
    shapes += shape("A foot", kind="ftr", index="11") + shape(struck, "Seen.")
    assert text(shapes, (shape("A hidden slide."), ' show="0"')) == "Seen."
