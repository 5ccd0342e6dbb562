from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.text.chunking import chunk_article
from rag.types import Article, Chunk

SEEDS = Path(__file__).parents[2] / "seeds"


def chunks(text: str, size: int = 500) -> list[Chunk]:
    return chunk_article(Article("a", text, "T"), size)


def sentences(text: str, size: int = 500) -> list[str]:
    return [text[s.start : s.end] for chunk in chunks(text, size) for s in chunk.sentences]


def test_a_chunk_ends_where_a_sentence_ends():
    text = "One sentence is here. Another sentence follows it. A third one ends it."
    assert [c.text for c in chunks(text, 50)] == [
        "One sentence is here. Another sentence follows it.",
        "A third one ends it.",
    ]


def test_a_heading_is_read_with_what_follows_but_is_not_a_sentence():
    text = "The Long Road To An Agreement\n\nThe two sides met on Monday in Geneva. They agreed on nothing at all."
    (chunk,) = chunks(text)
    assert chunk.text == text
    assert sentences(text) == ["The two sides met on Monday in Geneva.", "They agreed on nothing at all."]


def test_what_cleaning_leaves_out_is_in_no_chunk():
    text = (SEEDS / "001_d04b8c93f494b523.txt").read_text(encoding="utf-8")
    indexed = "\n".join(c.text for c in chunks(text))
    for boilerplate in (
        "Bitcoin",
        "Tekedia",
        "Register to become",
        "Related Articles",
        "Leave a Reply",
        "email address",
        "Back to top",
    ):
        assert boilerplate not in indexed
    assert "Scale AI, co-founded in 2016 by CEO Alexandr Wang" in indexed
    assert indexed.rstrip().endswith("as GPUs or software models.")


def test_every_real_sentence_of_the_seed_is_kept():
    text = (SEEDS / "000_dbff6c9ee408745f.txt").read_text(encoding="utf-8")
    found = sentences(text)
    assert "This is reported by Finway" in found
    assert found[0].startswith("The Meta corporation is considering")
    assert found[-1].endswith("for $6.5 billion.")
    assert "Scale AI: A Strategic Partner for Meta" not in found


def test_text_without_a_full_stop_for_thousands_of_characters_is_cut_at_spaces():
    text = "word " * 800 + "end."
    assert all(c.end - c.start <= 120 for c in chunks(text, 120))
    assert "".join(c.text.replace(" ", "") for c in chunks(text, 120)) == text.replace(" ", "")


def test_ten_megabytes_on_one_line_are_cut_in_seconds():
    assert len(chunks("a" * 10_000_000, 1000)) == 10_000


def test_the_number_of_a_list_item_belongs_to_its_sentence():
    assert sentences("1. Preheat the oven to 200 degrees. Wait.\n\n2. Put the bread in and leave it.") == [
        "1. Preheat the oven to 200 degrees.",
        "Wait.",
        "2. Put the bread in and leave it.",
    ]


def test_an_empty_article_has_no_chunks():
    assert chunks("") == []


@pytest.mark.parametrize("size", [60, 500])
@given(text=st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from("\n\n  ..!?😀")), max_size=1500))
def test_chunks_are_ordered_disjoint_slices_of_the_article_within_the_limit_or_one_unit(size: int, text: str):
    at = 0
    for chunk in chunks(text, size):
        assert at <= chunk.start < chunk.end
        assert text[chunk.start : chunk.end] == chunk.text
        assert chunk.end - chunk.start <= size or len(chunk.sentences) == 1
        assert chunk.sentences
        inner = chunk.start
        for start, end in chunk.sentences:
            assert inner <= start < end
            assert text[start:end].strip() == text[start:end] != ""
            inner = end
        at = chunk.end


def test_each_long_paragraph_is_split_by_its_own_language():
    german = (
        "Der Stadtrat von Lindenau hat am Donnerstag den Zuschuss für das Hallenbad gestrichen, und die Schwimmvereine "
        "wollen deshalb Unterschriften sammeln. Die 2. Mannschaft des SV Lindenau spielt ab dem 1. Mai in der 3. Liga."
    )
    english = (
        "The town council of Lindenau has cut the subsidy for the indoor pool on Thursday, and the swimming clubs want "
        "to collect signatures. Lt. Col. Jones met Rep. Smith on Jan. 5. They agreed on nothing at all."
    )
    found = sentences(f"{german}\n\n{english}", 900)
    assert "Die 2. Mannschaft des SV Lindenau spielt ab dem 1. Mai in der 3. Liga." in found
    assert "Lt. Col. Jones met Rep. Smith on Jan. 5." in found
