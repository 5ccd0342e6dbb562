from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.verification.certainty import is_doubtful, overstatement
from rag.verification.claims import unsupported

PAIRS = Path(__file__).parents[1] / "data" / "support_pairs.jsonl"


@pytest.mark.parametrize(
    ("claim", "sentence", "word"),
    [
        ("Arvona will close its mill.", "Arvona may close its mill.", "may"),
        ("Arvona closed its mill.", "Arvona plans to close its mill in May.", "plans to"),
        ("Nils Berg took bribes.", "Nils Berg allegedly took bribes.", "allegedly"),
        ("Brightloom was bought by Arvona.", "Arvona could buy Brightloom, Nordpress said.", "could"),
        ("The king visited Lindau.", "The king is expected to visit Lindau on Monday.", "expected to"),
    ],
)
def test_a_claim_may_not_state_what_its_sentence_leaves_open(claim: str, sentence: str, word: str):
    said = overstatement(claim, [sentence])
    assert said == f"the claim states as a fact what the cited sentence only says with “{word}”"
    assert unsupported(claim, [sentence]) == said
    assert overstatement(claim, [sentence, claim]) is None


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Arvona would close its mill.", "Arvona may close its mill."),
        ("Arvona raised its prices.", "Arvona could not be reached, but raised its prices."),
        ("The mill closed in June.", "The mill, which may be sold, closed in June."),
        ("The bridge reopened.", "The bridge may reopen in parts, and did reopen on Monday."),
        ("The mill closed.", "The mill closed in May after years of losses."),
    ],
)
def test_a_claim_as_doubtful_as_its_sentence_or_of_another_part_of_it_passes(claim: str, sentence: str):
    assert overstatement(claim, [sentence]) is None


def test_no_paraphrase_of_the_pairs_is_called_an_overstatement():
    for line in PAIRS.read_text(encoding="utf-8").splitlines():
        pair = json.loads(line)
        assert not (pair["supported"] and overstatement(pair["claim"], pair["sentences"])), pair["claim"]


def test_a_month_or_a_factory_is_no_doubt():
    assert not is_doubtful("The plant closed in May.")
    assert is_doubtful("The plant may close.")
