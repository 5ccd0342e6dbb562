from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.verification.claims import carrier, closeness, contradicted, numbers

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data" / "support_pairs.jsonl").read_text(encoding="utf-8").splitlines()
]
DEAL = "The deal could exceed $10 billion, making it one of the largest private funding rounds."


@pytest.mark.parametrize("half", ["development", "held"])
def test_nearly_all_paraphrases_pass_and_nearly_all_corruptions_do_not(half: str):
    """Precision and recall of rejecting claims. The rules were made on the development half; the held one is older."""
    pairs = [pair for pair in PAIRS if pair["half"] == half]
    found = [contradicted(pair["claim"], pair["sentences"], pair["around"]) is not None for pair in pairs]
    right = sum(fault and not pair["supported"] for fault, pair in zip(found, pairs, strict=True))
    assert right / sum(found) >= 0.97
    assert right / sum(not pair["supported"] for pair in pairs) >= 0.97


def test_the_pairs_are_many_and_varied():
    for half in ("development", "held"):
        pairs = [pair for pair in PAIRS if pair["half"] == half]
        assert len(pairs) >= 140
        assert 0.45 <= sum(pair["supported"] for pair in pairs) / len(pairs) <= 0.55
        assert {pair["kind"] for pair in pairs} >= {
            "number",
            "name",
            "negation",
            "unit",
            "magnitude",
            "date",
            "opposite",
            "unrelated",
        }


def test_a_claim_that_a_cited_sentence_says_word_for_word_is_supported():
    assert contradicted("could exceed $10 billion", ["The deal could exceed\n$10 billion."]) is None


def test_a_quote_with_one_digit_changed_is_not_supported():
    assert contradicted("could exceed $11 billion", ["The deal could exceed $10 billion."])


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("could exceed $1", DEAL),
        ("company has confirmed the deal", "Neither company has confirmed the deal."),
        ("rose 3", "It rose 3.5 points."),
    ],
)
def test_a_quote_that_is_cut_within_a_number_or_behind_a_negation_is_not_supported(claim: str, sentence: str):
    assert contradicted(claim, [sentence])


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("The deal could exceed $12 billion.", "the number $12 billion is in no cited sentence"),
        ("On June 8, 2025 the deal was made.", "the date June 8, 2025 is in no cited sentence"),
        (
            "Zuckerberg's deal could exceed $10 billion.",
            "the name Zuckerberg is neither in a cited sentence nor in its passage or title",
        ),
        ("The deal could not exceed $10 billion.", "the claim denies what the cited sentence says"),
        ("The cheese ripens in the caves of a village.", "the cited sentences speak of something else"),
    ],
)
def test_a_reason_is_a_short_sentence(claim: str, reason: str):
    said = contradicted(claim, [DEAL])
    assert said is not None
    assert said.replace("Zuckerberg's", "Zuckerberg") == reason


def test_a_name_may_stand_in_the_passage_or_its_title_but_a_number_may_not():
    assert contradicted("Meta's deal could exceed $10 billion.", [DEAL])
    assert contradicted("Meta's deal could exceed $10 billion.", [DEAL], ["Meta in talks"]) is None
    assert contradicted("The deal of 2025 could exceed $10 billion.", [DEAL], ["Meta in talks in 2025"])


def test_several_sentences_support_a_claim_together():
    sentences = ["Scale AI was founded in 2016.", "Its revenue was $870 million."]
    assert contradicted("Founded in 2016, Scale AI had revenue of $870m.", sentences) is None
    assert contradicted("Founded in 2016, Scale AI had revenue of $870m.", sentences[:1])


@pytest.mark.parametrize(
    "claim",
    [
        "Der Umsatz stieg um 12 Prozent auf 3,4 Milliarden Euro.",
        "Le chiffre d'affaires a augmenté de 12 % en 2024.",
        "売上高は2024年に12%増加した。",
    ],
)
def test_a_claim_in_another_language_is_held_to_its_numbers(claim: str):
    sentence = "Revenue rose 12% to €3.4bn in 2024."
    assert contradicted(claim, [sentence]) is None
    assert contradicted(claim.replace("12", "13"), [sentence])


@pytest.mark.parametrize(
    "claim",
    [
        "Acme的估值在2024年为140亿美元。",
        "AcmeAIは2024年に140億ドルと評価された。",
        "Acme 2024'te 14 milyar dolar değerindeydi.",
        "Acme была оценена в 14 млрд долларов в 2024 году.",
        "Acme została wyceniona na 14 miliardów dolarów w 2024 roku.",
        "Acme werd in 2024 gewaardeerd op 14 miljard dollar.",
        "L'entreprise d'Acme a été valorisée à 14 milliards de dollars en 2024.",
    ],
)
def test_a_claim_in_any_language_may_write_its_billions_as_it_does(claim: str):
    sentence = "Acme was valued at $14 billion in 2024."
    assert contradicted(claim, [sentence, "It makes AcmeAI."]) is None
    assert contradicted(claim.replace("14", "15"), [sentence, "It makes AcmeAI."])


@pytest.mark.parametrize(
    "claim", ["Tesla的估值在2024年为140亿美元。", "Tesla была оценена в 14 млрд долларов в 2024 году."]
)
def test_a_latin_name_in_another_script_is_a_name(claim: str):
    assert contradicted(claim, ["Acme was valued at $14 billion in 2024."]) == (
        "the name Tesla is neither in a cited sentence nor in its passage or title"
    )


@pytest.mark.parametrize(
    "claim",
    ["L'accord vaut moins de 10 milliards de dollars.", "El acuerdo vale menos de 10.000 millones de dólares."],
)
def test_an_opposite_bound_in_another_language_is_not_supported(claim: str):
    assert contradicted(claim, [DEAL])


@pytest.mark.parametrize(
    "label", ["Potential amount", "Status", "Significance", "Valuation", "Key point", "Startup value"]
)
def test_the_label_of_a_list_item_is_no_name(label: str):
    assert contradicted(f"{label}: the deal could exceed $10 billion", [DEAL]) is None


@pytest.mark.parametrize(
    "claim",
    [
        "Acme labels data for AI models.",
        "Acme bereitet Daten für KI-Modelle auf.",
        "Acme étiquette des données pour l'IA.",
    ],
)
def test_artificial_intelligence_may_be_shortened_in_any_language(claim: str):
    assert contradicted(claim, ["Acme labels the data for models of artificial intelligence."]) is None


def test_a_name_as_a_label_is_a_name():
    assert contradicted("Nvidia: the deal could exceed $10 billion", [DEAL])


def test_words_of_no_language_must_have_something_of_the_cited_sentence():
    assert contradicted("Sources:", [DEAL]) == "the cited sentences speak of something else"
    assert (
        contradicted("It rained in 2024.", ["The deal of 2024 is large."])
        == "the cited sentences speak of something else"
    )


@pytest.mark.parametrize(
    "text", ["9" * 9000, "A" + "1" * 9000, "1," * 5000, "not able to " * 2000, "Aa. " * 2000, "June 8, 2025 " * 1000]
)
def test_a_text_made_to_be_slow_or_to_break_it_is_checked_all_the_same(text: str):
    assert contradicted(f"It says so: {text}", [f"There it says so: {text}"]) is None
    assert contradicted(f"It says so of 17: {text}", [f"There it says so: {text}"])


def test_nothing_cited_supports_nothing():
    assert contradicted("The deal could exceed $10 billion.", [])
    assert contradicted("The company grew quickly in the spring.", [])


def test_the_carrier_is_the_sentence_with_the_claims_facts():
    sentences = ["The deal is large.", DEAL, "It was announced by Meta on Monday."]
    assert carrier("It may be worth more than $10bn.", sentences) == 1
    assert carrier("Meta announced it on Monday.", sentences) == 2
    assert carrier("A large deal.", sentences) == 0


def test_no_sentence_carries_what_none_speaks_of():
    assert carrier("The cheese ripens.", [DEAL]) is None
    assert carrier("Cheese ripens.", []) is None


def test_thousands_separators_and_words_do_not_make_another_number():
    assert numbers("It paid $10,000 and 3.5 for it and 2025") == {"10000", "3.5", "2025"}
    assert numbers("ten billion dollars") == numbers("$10bn") == {"10000000000"}


def test_a_few_words_of_a_sentence_are_in_its_language():
    sentence = "The candidate, deputy mayor Simon Achterberg, had 21,352."
    assert contradicted("Simon Achterberg had 21,352.", [sentence]) is None
    assert contradicted("Simon Achterberg had 21,532.", [sentence]) is not None


def test_what_broke_down_may_be_said_to_have_collapsed():
    sentence = "The drivers voted to strike after talks about their pay broke down on Wednesday."
    assert contradicted("Talks about the drivers' pay collapsed on Wednesday.", [sentence]) is None


def test_the_closest_sentence_says_the_claim_word_for_word_as_surely_and_with_its_names_in_order():
    claim = "Arvona sued Brightloom."
    assert closeness(claim, "Arvona sued Brightloom.") == (True, True, True)
    assert closeness(claim, "“Arvona sued Brightloom”") == (True, True, True)
    assert closeness(claim, "Arvona plans to sue Brightloom.") == (False, False, True)
    assert closeness(claim, "Brightloom sued Arvona.") == (False, True, False)


def test_full_width_digits_are_the_same_number():
    assert contradicted("The hotel has 250 rooms.", ["The hotel opened on Thursday with ２５０ rooms."], []) is None
    assert contradicted("The hotel has 260 rooms.", ["The hotel opened on Thursday with ２５０ rooms."], [])
