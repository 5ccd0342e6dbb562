from __future__ import annotations

import pytest

from rag.verification.names import unnamed


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        ("German exports fell.", "Germany exported less."),
        ("France's premier resigned.", "The French premier resigned."),
        ("Mr Wang resigned.", "Alexandr Wang resigned."),
        ("The EU agreed.", "The European Union agreed."),
        ("The World Health Organization warned.", "The WHO warned."),
        ("The DoD paid.", "The Department of Defense paid."),
        ("US troops left.", "Troops from the United States (U.S.) left."),
        ("Zürich voted.", "Voters in Zurich went to the polls."),
        ("MUNICH AIRPORT CLOSED", "The airport was closed."),
        ("Revenue rose. However, Profits fell.", "revenue was up, profits down"),
        ("Alex Wang resigned.", "Alexandr Wang resigned."),
        ("Le groupe Renault a vendu.", "Renault sold."),
    ],
)
def test_a_name_is_found_in_another_form(claim: str, text: str):
    assert unnamed(claim, text, "en") is None


@pytest.mark.parametrize(
    ("claim", "text", "name"),
    [
        ("Tesla sold more cars.", "Volvo sold more cars.", "Tesla"),
        ("Austria voted.", "Australia voted.", "Austria"),
        ("Slovenia voted.", "Slovakia voted.", "Slovenia"),
        ("The deal was led by Sam Altman.", "The deal was led by Alexandr Wang.", "Sam Altman"),
        ("Mark Wang resigned.", "Alexandr Wang resigned.", "Mark"),
        ("The CIA agreed.", "The FBI agreed.", "CIA"),
        ("Shares of eBay rose.", "Shares of Amazon rose.", "eBay"),
    ],
)
def test_a_name_that_is_not_there_is_told(claim: str, text: str, name: str):
    assert unnamed(claim, text, "en") == name


def test_in_another_language_one_word_of_a_name_suffices():
    assert unnamed("Die Vereinte Nationen Organisation", "United Nations Organisation", "de", foreign=True) is None
    assert unnamed("Laut Jana Holt", "Angela Merkel said", "de", foreign=True) == "Jana Holt"
