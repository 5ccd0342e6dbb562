from __future__ import annotations

import pytest

from rag.text.language import is_english, is_latin, language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The company was founded in the spring.", "en"),
        ("Die Firma wurde im Frühjahr gegründet.", "de"),
        ("La société a été fondée au printemps.", "fr"),
        ("La empresa fue fundada en la primavera.", "es"),
        ("Spółka została założona wiosną.", "pl"),
        ("Выручка компании выросла", "ru"),
        ("売上高は増加した", "ja"),
        ("总投资198亿元人民币。", "zh"),
        ("Meta", None),
        ("", None),
        ("\x00\ud800\uffff", None),
    ],
)
def test_the_language_is_told_or_unclear(text: str, code: str | None):
    assert language(text) == code


@pytest.mark.parametrize(
    "question",
    [
        "Who leads Société Générale?",
        "Did Gdańsk win?",
        "Wat did Meta anounce?",
        "how mutch did the brige cost",
        "valuaton of scale ai",
        "meta scale deal",
        "When is the Oktoberfest?",
        "Scale AI CEO",
        "Why?",
        "x86",
    ],
)
def test_a_question_with_foreign_names_or_slips_is_english(question: str):
    assert is_english(question)


@pytest.mark.parametrize(
    "question",
    [
        "Wie viel zahlt die Stadt?",
        "Wann?",
        "Wer leitet Siemens?",
        "Hat Meta Scale AI gekauft?",
        "¿Cuánto?",
        "Combien coûte le pont ?",
        "Quanto costa il ponte?",
        "Ile kosztuje most?",
        "地铁三号线总投资多少？",
        "Meta社の売上高はいくらですか？",
        "Сколько?",
    ],
)
def test_a_question_in_another_language_is_not_english(question: str):
    assert not is_english(question)


def test_half_of_the_letters_decide_the_script():
    assert is_latin("Meta社")
    assert not is_latin("Meta社の売上は増加")
