from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.text.sentences import without_dateline
from rag.verification.claims import contradicted
from rag.verification.copies import (
    depends_on_its_day,
    is_alike_but_for_names,
    is_copy,
    names_its_subject,
)

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "copy_pairs.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair['kind']}: {pair['one']}")
def test_two_sentences_are_one_claim_only_if_each_says_what_the_other_says(pair: dict[str, str | bool]):
    assert is_copy(pair["one"], pair["other"]) == is_copy(pair["other"], pair["one"]) == pair["copy"]


def test_the_pairs_are_of_every_kind():
    kinds = [pair["kind"] for pair in PAIRS]
    assert set(kinds) == set("name number date negation direction role certainty speaker copy".split())
    assert min(kinds.count(kind) for kind in kinds) >= 6
    assert kinds.count("copy") == 20


def test_what_two_copies_have_in_common_is_supported_by_each():
    for pair in PAIRS:
        if pair["copy"]:
            common = min(without_dateline(pair["one"]), without_dateline(pair["other"]), key=len)
            assert contradicted(common, [pair["one"]]) is contradicted(common, [pair["other"]]) is None


def test_nothing_is_no_copy_of_nothing():
    assert not is_copy("", "")
    assert not is_copy("…", "!")


@pytest.mark.parametrize("text", ["The mayor of Lindau resigned.", "On Monday, Clara Finch said she would go."])
def test_a_sentence_with_a_name_and_no_pronoun_before_it_names_its_subject(text: str):
    assert names_its_subject(text)


@pytest.mark.parametrize(
    "text",
    ["The company cut 400 jobs in May.", "He met Clara Finch.", "On Monday it sold Brightloom.", "", "谁投资了。"],
)
def test_a_sentence_that_may_speak_of_anybody_does_not(text: str):
    assert not names_its_subject(text)


def test_the_items_of_a_list_are_alike_but_for_their_names():
    item = "The port of Graven will get 3 new cranes in June."
    assert is_alike_but_for_names(item, "The port of Holte Sund will get 12 new cranes in May 2026.")
    assert not is_alike_but_for_names(item, "The port of Holte will lose 12 new cranes in May.")
    assert not is_alike_but_for_names("Graven.", "Holte.")


@pytest.mark.parametrize("text", ["It fell on Monday.", "It fell last year.", "It fell in June.", "It fell on 3 June."])
def test_a_time_without_its_year_depends_on_the_day_of_the_article(text: str):
    assert depends_on_its_day(text)


@pytest.mark.parametrize("text", ["It fell.", "It fell on 3 June 2025.", "It fell in 1998."])
def test_a_time_with_its_year_does_not(text: str):
    assert not depends_on_its_day(text)
