from __future__ import annotations

import pytest

from rag.verification.proof.certainty import is_doubtful
from rag.verification.verdicts import proof


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("Arvona will close its mill.", "Arvona may close its mill."),
        ("Arvona closed its mill.", "Arvona plans to close its mill in May."),
        ("Nils Berg took bribes.", "Nils Berg allegedly took bribes."),
        ("Brightloom was bought by Arvona.", "Arvona could buy Brightloom, Nordpress said."),
        ("The king visited Lindau.", "The king is expected to visit Lindau on Monday."),
    ],
)
def test_a_claim_may_not_state_what_its_sentence_leaves_open(claim: str, sentence: str):
    assert proof(claim, sentence)


def test_a_month_or_a_factory_is_no_doubt():
    assert not is_doubtful("The plant closed in May.")
    assert is_doubtful("The plant may close.")
