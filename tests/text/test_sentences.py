from __future__ import annotations

import pytest

from rag.text.sentences import split_sentences


def sentences(text: str, language: str | None = "en") -> list[str]:
    return [text[start:end] for start, end in split_sentences(text, language)]


def test_an_abbreviation_does_not_end_a_sentence():
    assert sentences("Dr. Smith of the U.S. Army paid $3.5 billion. He left.") == [
        "Dr. Smith of the U.S. Army paid $3.5 billion.",
        "He left.",
    ]


def test_half_a_character_ends_no_splitting_of_sentences_and_shifts_none():
    assert sentences("The mine was \ud800 sold. It closed \udfff in 2024.") == [
        "The mine was \ud800 sold.",
        "It closed \udfff in 2024.",
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["Die Schule wird am 1. September eröffnet.", "Der Bau kostete 41 Mio. Euro."]),
        ("de", ["Die 2. Mannschaft spielt in der 3. Liga.", "Im 19. Jahrhundert war das anders."]),
        (
            "de",
            ["Das gilt z. B. für Nr. 5 und Art. 3 Abs. 2.", "Siehe S. 12.", "Dr. Uwe Kranz zahlt ca. 120.000 Euro."],
        ),
        ("de", ["Sie wohnt im 3. Stock.", "Das war 2.", "Platz drei folgte."]),
        ("fr", ["M. Dupont est arrivé.", "César mourut en 44 av. J.-C. à Rome.", "M. J.-P. Martin signe l'art. 5."]),
        ("es", ["El Sr. López llegó a EE. UU. y habló.", "El núm. 5 cuesta aprox. 30 euros."]),
        ("it", ["Nel 44 a.C. morì Cesare.", "L'on. Meloni cita l'art. 5 e pag. 12."]),
        ("nl", ["Dhr. Jansen kreeg 3 mln. euro.", "Dit geldt o.a. voor kinderen."]),
        ("pt", ["A Profa. Lima ensina.", "Cerca de 30 mil hab. vivem lá.", "O núm. 5 venceu."]),
        ("pl", ["W 2020 r. Polska wygrała.", "Mieszka przy ul. Długiej.", "Kosztuje 5 tys. zł."]),
        ("pl", ["To było w 2020 r.", "Potem Polska wygrała."]),
        ("cs", ["Dne 5. května přišel.", "Zápas 2. ligy skončil."]),
        ("ru", ["Завод им. Ленина закрыт.", "Прибыль 5 млн. рублей за год."]),
        ("en", ["It had approx. 3 in. of rain.", "Lt. Col. Jones met Rep. Smith on Jan. 5.", "Atty. Gen. Bonta sued."]),
        ("en", ["It opens Mon. and Tue. at 9 a.m.", "It closes at 5."]),
    ],
)
def test_the_abbreviations_and_ordinals_of_a_language_end_no_sentence(language: str, said: list[str]):
    assert sentences(" ".join(said), language) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ja", ["町長は「軽くしたい。」と述べた。", "野党は反対した。"]),
        ("ja", ["彼は『行く！』と言った。", "走った。"]),
        ("ja", ["市長は「反対です。」", "本当ですか？", "はい。"]),
        ("zh", ["他说：“我们等了八年。”", "然后走了。", "真的吗？", "是。"]),
        ("zh", ["“我们等了八年。”他说。", "事故没有造成伤亡！"]),
    ],
)
def test_a_closing_quotation_mark_stays_with_its_sentence(language: str, said: list[str]):
    assert sentences("".join(said), language) == said


def test_text_without_capitals_is_still_split():
    assert sentences("he came. she left. it ended.") == ["he came.", "she left.", "it ended."]
