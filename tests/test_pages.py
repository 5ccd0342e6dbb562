from __future__ import annotations

from rag.pages import page_text, pages_within
from rag.types import PageStart, page_at

TEXT = "One.\n\nTwo.\n\nThree.\n\nOne again."
PAGES = (PageStart(0, 1), PageStart(6, 2), PageStart(12, 4), PageStart(20, 1))


def test_a_character_stands_on_the_page_that_began_last_before_it():
    assert [page_at(PAGES, at) for at in (0, 5, 6, 11, 12, 19, 20, 99)] == [1, 1, 2, 2, 4, 4, 1, 1]
    assert page_at((), 3) is None
    assert page_at((PageStart(4, 7),), 3) is None


def test_the_pages_of_a_range_give_the_same_page_for_each_of_its_characters():
    for start in range(len(TEXT)):
        for end in range(start + 1, len(TEXT) + 1):
            within = pages_within(PAGES, start, end)
            assert [page_at(within, at) for at in range(start, end)] == [page_at(PAGES, at) for at in range(start, end)]
    assert pages_within(PAGES, 7, 9) == (PageStart(6, 2),)
    assert pages_within((), 0, 5) == ()


def test_the_text_of_a_page_is_all_that_stands_on_it():
    assert page_text(TEXT, PAGES, 1) == "One.\n\nOne again."
    assert page_text(TEXT, PAGES, 2) == "Two."
    assert page_text(TEXT, PAGES, 3) == ""
    assert page_text(TEXT, (), 1) == ""
