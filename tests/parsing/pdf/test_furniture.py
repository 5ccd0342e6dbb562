from __future__ import annotations

import pytest
from helpers.pdf_layouts import HEIGHT, line

from rag.parsing.pdf.furniture import furniture
from rag.parsing.pdf.lines import Line

BODY = [line(f"body text number {word}", 50, 200 + 12 * n) for n, word in enumerate("one two three four".split())]


def kept(*pages: list[Line]) -> list[list[str]]:
    """What stays of each page beside its body."""
    gone = furniture([(HEIGHT, [*page, *BODY]) for page in pages])
    return [[each.text for n, each in enumerate(page) if n not in out] for page, out in zip(pages, gone, strict=True)]


def test_heads_and_feet_that_repeat_are_dropped():
    pages = [[line(f"ALTMARK COURIER {n}", 50, 30), line(f"Subscribe for 9.90 Page {n}", 50, 820)] for n in (1, 2)]
    assert kept(*pages) == [[], []]


def test_heads_of_odd_and_even_pages_are_the_same():
    assert kept([line("Magazine 42", 400, 820)], [line("43 Magazine", 50, 820)]) == [[], []]


def test_a_line_that_does_not_repeat_stays():
    assert kept([line("Published on Thursday", 50, 30)], [line("Corrected on Friday", 50, 30)]) == [
        ["Published on Thursday"],
        ["Corrected on Friday"],
    ]


def test_what_repeats_within_the_page_stays():
    assert kept(*[[line("Nobody asked", 50, 400)]] * 2) == [["Nobody asked"]] * 2


@pytest.mark.parametrize("number", ["3", "- 3 -", "Page 1 of 2", "Seite 4", "2/7", "第 3 页", "xii"])
def test_a_page_number_alone_at_an_edge_is_dropped(number: str):
    assert kept([line(number, 290, 820)]) == [[]]


def test_a_number_within_the_page_stays():
    assert kept([line("3", 290, 500)]) == [["3"]]


def test_what_a_browser_prints_at_the_edges_is_dropped():
    top = [line("11/29/26, 11:57 AM", 24, 20, 8), line("Chase to become Apple's partner", 250, 20, 8)]
    foot = [line("https://news.example/chase", 24, 830, 8), line("1/1", 570, 830, 8)]
    assert kept(top + foot) == [[]]


def test_a_page_number_beside_an_address_goes_and_the_address_stays():
    foot = [line("Harbour Authority, Quay 4", 50, 820), line("Page 1 of 1", 500, 820)]
    assert kept(foot) == [["Harbour Authority, Quay 4"]]
