"""PDFs as newspapers, press offices and readers have them: each sentence comes out whole, the furniture not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers.typeset_pages import (
    CROSSHEAD,
    HEAD,
    HEIGHT,
    SMALL,
    TEXT,
    WIDTH,
    Face,
    Frame,
    Line,
    Order,
    Picture,
    beside,
    by_word,
    columns,
    flow,
    numbered,
    pdf,
    plain,
    sloping,
    song,
    table,
    vera,
)

from rag.parsing.formats import read
from rag.parsing.metadata import Reading

TITLE = "Harbour bridge to close for eighteen months"
ARTICLE = (
    "The city coun|cil of Raven|holt voted on Mon|day to close the old har|bour bridge for eigh|teen months. "
    "Re|pairs will cost 41 mil|lion euros and are to be|gin in March, the act|ing may|or Ines Falk said.",
    "“No|body asked for it,” the ship|wright Tom Brekke told re|port|ers; “we read of it in the Franco-Ger|man "
    "news|paper.” Be|tween 2019–2021 the bridge was closed for COVID-19 tests on 112 days.",
    "An in|de|pen|dent en|gi|neer had warned of cor|ro|sion in the bear|ings as ear|ly as 2014. "
    "The coun|cil’s build|ing de|part|ment filed the let|ter and did not an|swer it un|til a jour|nal|ist asked.",
    "A sin|gle tick|et for the fer|ry is to cost 2.80 euros, chief ex|ec|u|tive Mar|it Sol|vang con|firmed. "
    "Cy|clists trav|el free of charge on week|days, but not on pub|lic hol|i|days.",
    "Some 6,200 of the 9,400 com|mut|ers in|tend to drive a|round the in|let, a sur|vey by the trade u|nion found. "
    "The de|tour through Nor|sund is 38 ki|lo|me|tres long and has no hard shoul|der.",
    "Op|po|si|tion mem|bers want the act|ing may|or to pub|lish the con|tract in full, with its an|nex|es. "
    "The con|trac|tor, a sub|sid|i|a|ry of a Dutch dredg|ing com|pa|ny, de|clined to com|ment on Wednes|day.",
)
LONG = [(text, TEXT) for text in ARTICLE]
"""Bars mark where words may be divided."""


def sentences(*paragraphs: str) -> list[str]:
    return [f"{one.strip('. ')}" for text in paragraphs for one in plain(text).split(". ")]


def flat(reading: Reading) -> str:
    return " ".join(reading.text.replace("|", " ").split())


def paragraphs(reading: Reading) -> list[str]:
    return [" ".join(text.split()) for text in reading.text.split("\n\n")]


def of(data: bytes) -> Reading:
    return read("pdf", data, "page.pdf")


def missing(reading: Reading, *texts: str) -> list[str]:
    return [one for one in sentences(*texts) if one not in flat(reading)]


def in_order(reading: Reading, *texts: str) -> bool:
    """Whether each sentence is read whole, one after the other."""
    at = [flat(reading).find(one) for one in sentences(*texts)]
    return -1 not in at and at == sorted(at)


@pytest.mark.parametrize("order", ["as set", "by row", "by chance"])
@pytest.mark.parametrize(("count", "height"), [(2, 160), (2, 260), (3, 160), (3, 200), (4, 160), (4, 200)])
@pytest.mark.parametrize("justified", [True, False])
def test_columns_are_read_one_after_the_other_however_the_page_draws_them(
    count: int, height: int, justified: bool, order: Order
):
    text = [(told, replace(TEXT, justified=justified)) for told in ARTICLE]
    lines = flow([(TITLE, HEAD)], [Frame(1, 50, 800, 495)]) + flow(text, columns(1, count, top=760, height=height))
    reading = of(pdf(lines, order=order))
    assert in_order(reading, *ARTICLE)
    assert paragraphs(reading)[0] == TITLE
    assert reading.metadata["title"] == TITLE


@pytest.mark.parametrize("height", [160, 260])
def test_two_columns_of_words_without_blanks_are_parted_though_they_are_drawn_by_row(height: int):
    lines = sorted(flow(LONG, columns(1, 2, height=height)), key=lambda line: (-line.y, line.x))
    assert in_order(of(pdf(by_word(lines))), *ARTICLE)


@pytest.mark.parametrize(
    "head", ["A long dispute", "A long dispute over the bridge and the ferry of the city of Ravenholt"]
)
@pytest.mark.parametrize("order", ["as set", "by row"])
def test_a_heading_across_all_columns_parts_those_above_it_from_those_below(head: str, order: Order):
    above = flow(LONG[:3], columns(1, 2, height=96))
    low = min(line.y for line in above)
    across = Line(1, 50, low - 30, head, replace(CROSSHEAD, size=13))
    lines = [*above, across, *flow(LONG[3:], columns(1, 2, top=low - 44, height=84))]
    reading = of(pdf(lines, order=order))
    assert in_order(reading, *ARTICLE)
    assert head in paragraphs(reading)


def test_a_quotation_astride_the_gutter_parts_no_sentence_of_the_columns_beside_it():
    left, right = columns(1, 2, gap=16)
    narrow, top = left.width - 92 - 8, left.top - 36
    shifted = right.left + right.width - narrow
    frames = [
        *(left._replace(height=36), Frame(1, left.left, top, narrow, 96), left._replace(top=top - 96, height=48)),
        *(right._replace(height=36), Frame(1, shifted, top, narrow, 96), right._replace(top=top - 96, height=48)),
    ]
    quotation = replace(HEAD, size=15, leading=18)
    lines = flow(LONG, frames) + flow(
        [("“We had no say in it”", quotation)], [Frame(1, left.left + narrow + 16, top - 14, 190, 80)]
    )
    reading = of(pdf(lines))
    assert in_order(reading, *ARTICLE)
    assert "“We had no say in it”" in paragraphs(reading)


def test_the_name_of_a_section_above_a_headline_does_not_go_on_with_a_column():
    told = "It was filed be|fore the coun|cil met. " * 9
    label = [Line(1, 50, 800, "Investigations", TEXT)]
    columns_ = flow([(told.replace("It was", "The let|ter was", 1), replace(TEXT, indent=0))], columns(1, 3, height=84))
    reading = of(pdf([*label, *flow([(TITLE, HEAD)], [Frame(1, 50, 795, 495)]), *columns_]))
    assert "Investigations" in paragraphs(reading)


def test_a_sentence_goes_on_over_the_end_of_a_page_between_feet_heads_and_page_numbers():
    frames = [frame for page in (1, 2, 3) for frame in columns(page, 2, height=60)]
    furniture = numbered(3, "{page} | Norsund Weekly", head="Saturday 29 November 2026", alternating=True)
    reading = of(pdf(flow(LONG, frames) + furniture))
    assert missing(reading, *ARTICLE) == []
    assert "Norsund Weekly" not in flat(reading)
    assert "29 November" not in flat(reading)
    assert [start.page for start in reading.pages] == [1, 2, 3]
    for start in reading.pages[1:]:  # the text from there on is what the page begins with
        first = next(line for line in flow(LONG, frames) if line.page == start.page)
        assert reading.text[start.start :].replace("\n", " ").startswith(first.text.split()[0].rstrip("-"))


@pytest.mark.parametrize("foot", ["Page {page} of {pages}", "{page}/{pages}", "– {page} –", "{page}"])
def test_page_numbers_of_every_style_are_dropped(foot: str):
    reading = of(pdf(flow(LONG, [Frame(page, 60, 770, 470, 84) for page in (1, 2, 3)]) + numbered(3, foot)))
    assert missing(reading, *ARTICLE) == []
    left = [line.strip() for line in reading.text.splitlines()]
    assert not {foot.format(page=page, pages=3) for page in (1, 2, 3)} & set(left)


def test_what_a_browser_prints_around_a_page_is_dropped_even_if_there_is_one_page_only():
    around = beside(1, 820, (25, "11/29/26, 11:57 AM"), (240, TITLE), face=SMALL)
    around += beside(1, 16, (25, "https://courier.example/news/bridge?id=14"), (555, "1/1"), face=SMALL)
    reading = of(pdf([*around, *flow([(TITLE, HEAD), *LONG], [Frame(1, 40, 790, 515)])], title=TITLE))
    assert missing(reading, *ARTICLE) == []
    assert not [word for word in ("11:57", "https://", "1/1") if word in flat(reading)]
    assert flat(reading).count(TITLE) == 1


@pytest.mark.parametrize("hyphen", ["-", "\u00ad"])
def test_divided_words_are_joined_and_real_hyphens_kept(hyphen: str):
    face = Face(vera(), 9, 11, 0, hyphen=hyphen)
    lines = flow([(text, face) for text in ARTICLE], columns(1, 4, height=260))
    assert sum(line.text.endswith(hyphen) for line in lines) > 10
    reading = of(pdf(lines))
    assert missing(reading, *ARTICLE) == []


def test_a_compound_that_is_divided_at_its_own_hyphen_keeps_it_where_the_article_has_it_elsewhere():
    told = "The re-elected mayor of Ravenholt spoke to the crew of the ferry on Friday.", "On Saturday the re-"
    face = replace(TEXT, indent=0)
    lines = flow(
        [*((text, face) for text in told), ("elected mayor left for Norsund.", face)], [Frame(1, 60, 770, 330)]
    )
    reading = of(pdf(lines))
    assert "On Saturday the re-elected mayor left for Norsund." in flat(reading)


def test_a_line_that_begins_with_a_dash_within_a_sentence_is_no_list_item():
    told = ("The bridge – so the mayor of Ravenholt", "– said on Monday that it would be closed to all traffic.")
    reading = of(pdf(flow([(text, replace(TEXT, indent=0)) for text in told], [Frame(1, 60, 770, 250)])))
    assert " ".join(told)[:60] in flat(reading)


def test_ligatures_are_read_as_letters():
    told = "The offi|cial affi|da|vit on the float|ing office was fi|nal|ly filed, and five offi|cers were flown in."
    letters = told.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ﬃ", "fﬁ")
    reading = of(pdf(flow([(letters, Face(vera()))] * 2, columns(1, 3))))
    assert missing(reading, told) == []


def test_a_box_and_a_caption_stand_apart_from_the_columns_beside_them():
    first, second, third = columns(1, 3, height=220)
    box = Frame(1, third.left, third.top - 120, third.width, 100)
    told = "The fer|ry Sig|ne car|ries 240 pas|sen|gers and was built in Gdansk."
    caption = "The bridge from the south. Photo: Aoife Byrne"
    lines = flow(LONG, [first, Frame(1, second.left, second.top - 110, second.width, 400), third._replace(height=96)])
    lines += flow([("In figures", replace(CROSSHEAD, size=10)), (told, SMALL)], [box])
    lines += flow([(caption, replace(SMALL, size=7))], [Frame(1, second.left, second.top - 82, second.width, 20)])
    shades = [
        Picture(1, box.left - 4, box.top - 96, box.width + 8, 100),
        Picture(1, second.left, second.top - 80, second.width, 80, shade=0.5),
    ]
    reading = of(pdf(lines, shades))
    assert missing(reading, *ARTICLE, told) == []
    assert caption in paragraphs(reading)


def test_a_raised_note_mark_is_no_part_of_its_word_and_a_note_stands_apart():
    words = "The council paid 41 million euros for the bridge"
    mark = Line(1, 60 + TEXT.width(words), 704, "7", replace(TEXT, size=6))
    lines = [Line(1, 60, 700, words, TEXT), mark, Line(1, mark.x + 4, 700, " in March, its auditors wrote.", TEXT)]
    note = "7 Report of the auditors, 2026, p. 14."
    lines += flow([(text, TEXT) for text in ARTICLE[:3]], [Frame(1, 60, 690, 470)])
    lines += flow([(note, SMALL)], [Frame(1, 60, 90, 470)])
    reading = of(pdf(lines))
    assert "bridge7" not in flat(reading)
    assert "paid 41 million euros for the bridge" in flat(reading)
    assert missing(reading, *ARTICLE[:3]) == []
    assert any("Report of the auditors, 2026, p. 14." in text and "council" not in text for text in paragraphs(reading))


def test_a_table_is_read_by_row_and_goes_on_over_the_page():
    head = ("Town", "Year", "Cost in euros", "Change")
    towns = "Ravenholt Norsund Effingham Falkirk Offenbach Dundee Cardiff Malmo Turku Ghent Arnhem Zwolle".split()
    rows = [(town, str(2014 + n), f"{37 * n + 5},{100 + 61 * n}", f"+{n}.4 %") for n, town in enumerate(towns)]
    lines = flow(LONG[:2], [Frame(1, 50, 770, 495)]) + table(1, 660, [head, *rows[:7]], (150, 70, 110, 90))
    lines += table(2, 760, [head, *rows[7:]], (150, 70, 110, 90)) + flow(LONG[2:4], [Frame(2, 50, 640, 495)])
    reading = of(pdf(lines))
    written = reading.text.splitlines()
    assert [row for row in rows if f"| {' | '.join(row)} |" not in written] == []
    assert f"| {' | '.join(head)} |" in written
    assert missing(reading, *ARTICLE[:4]) == []


def test_a_list_of_a_press_release_has_an_item_a_line():
    items = ["The bridge closes on 2 March at 6 a.m. and is not lit at night.", "Buses 4 and 7 end at the fish market."]
    lines = flow([(TITLE, HEAD), *((text, replace(TEXT, indent=0)) for text in ARTICLE[:2])], [Frame(1, 60, 770, 470)])
    y = min(line.y for line in lines) - 20
    for number, item in enumerate(items):
        lines += beside(1, y - 14 * number, (66, "•"), (80, item))
    lines += flow(
        [("– ends –", TEXT), ("Contact: Zoe Berg, press@ravenholt.example", TEXT)], [Frame(1, 60, y - 50, 470)]
    )
    written = of(pdf(lines)).text.splitlines()
    assert [item for item in items if f"- {item}" not in written] == []


def test_a_drop_cap_is_the_first_letter_of_its_word():
    left, right = columns(1, 2)
    big = Line(1, left.left, left.top - 33, "T", replace(HEAD, size=44))
    shift = big.face.width("T") + 3
    beside_it = Frame(1, left.left + shift, left.top, left.width - shift, 36)
    below = left._replace(top=left.top - 36, height=90)
    flush = [(ARTICLE[0][1:], replace(TEXT, indent=0)), *LONG[1:]]
    reading = of(pdf([big, *flow(flush, [beside_it, below, right])]))
    assert missing(reading, *ARTICLE) == []


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_turned_page_is_read_upright(turned: int):
    lines = flow([(TITLE, HEAD)], [Frame(1, 50, 800, 495)]) + flow(LONG, columns(1, 2, top=750, height=180))
    reading = of(pdf(lines, turned=turned))
    assert missing(reading, *ARTICLE) == []
    assert reading.metadata["title"] == TITLE


def test_the_text_layer_of_a_scan_is_read():
    unseen = replace(TEXT, invisible=True)
    lines = flow([(text, unseen) for text in ARTICLE], columns(1, 2, height=180))
    reading = of(pdf(lines, [Picture(1, 0, 0, WIDTH, HEIGHT, scanned=True)], order="by row"))
    assert missing(reading, *ARTICLE) == []


@pytest.mark.parametrize("degrees", [0.1, 0.35, -0.35, 2, -2])
@pytest.mark.parametrize("upright", [True, False])
@pytest.mark.parametrize("order", ["as set", "by row"])
def test_the_text_layer_of_a_scan_that_stands_askew_is_read(degrees: float, upright: bool, order: Order):
    lines = flow([(text, replace(TEXT, invisible=True)) for text in ARTICLE], columns(1, 2, height=180))
    if order == "by row":
        lines.sort(key=lambda line: (-line.y, line.x))
    words = by_word(lines)
    scan = [Picture(1, 0, 0, WIDTH, HEIGHT, scanned=True)]
    data = pdf(sloping(words, degrees), scan) if upright else pdf(words, scan, askew=degrees)
    assert in_order(of(data), *ARTICLE)


def test_three_chinese_columns_that_are_drawn_by_row_are_read_one_after_the_other():
    told = "市议会星期一投票决定关闭旧港大桥十八个月。维修费用为四千一百万欧元，工程将于三月开始。居民要求公布合同。"
    face, lines = Face(song(), 9.5, 15, 0, justified=False), []
    for number, frame in enumerate(columns(1, 3)):
        text = told.replace("星期一", f"星期{'二三四'[number]}") * 4
        lines += flow([(text[at : at + 15], face) for at in range(0, len(text), 15)], [frame])
    text = of(pdf(lines, order="by row")).text
    assert [text.count(told.replace("星期一", f"星期{day}")) for day in "二三四"] == [4, 4, 4]


def test_chinese_lines_are_joined_without_a_blank():
    told = "市议会星期一投票决定关闭旧港大桥十八个月。维修费用为四千一百万欧元，工程将于三月开始。"
    face, lines = Face(song(), 10, 16, 0, justified=False), []
    for number, frame in enumerate(columns(1, 2)):
        lines += flow([(told[at : at + 20], face) for at in range(0, len(told), 20)] * (number + 1), [frame])
    text = of(pdf(lines)).text
    assert told in text.replace("\n\n", "")
    assert "旧港 大桥" not in text
