"""What may be quoted of an article: `chunk_article` makes each unit one sentence of its chunk."""

from __future__ import annotations

import pytest

from rag.text.chunking import chunk_article
from rag.text.context import context
from rag.types import Article

LEAD = "The district council met on Tuesday evening in the old town hall and sat until midnight."
AFTER = "The next meeting of the district council will take place in the first week of November."


def quotable(text: str, size: int = 500) -> list[str]:
    """The quotable ranges of the text between two paragraphs of prose."""
    whole = f"{LEAD}\n\n{text}\n\n{AFTER}"
    found = [whole[s.start : s.end] for chunk in chunk_article(Article("a", whole, "T"), size) for s in chunk.sentences]
    assert LEAD in found
    assert AFTER in found
    return [quote for quote in found if quote not in (LEAD, AFTER)]


# Questions


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("Q: Will you stand again?\n\nA: No.", "Q: Will you stand again?\n\nA: No."),
        ("Q: Will you stand again? A: Never. I want to write.", "Q: Will you stand again? A: Never."),
        (
            "**Herr Brandt, wird die Brücke gesperrt?**\n\nJa, für sechs Wochen. Danach wird sie neu gestrichen.",
            "**Herr Brandt, wird die Brücke gesperrt?**\n\nJa, für sechs Wochen. Danach wird sie neu gestrichen.",
        ),
        (
            "RUNDSCHAU: Haben Sie davon gewusst?\nKühn: Erst seit März.",
            "RUNDSCHAU: Haben Sie davon gewusst?\nKühn: Erst seit März.",
        ),
        (
            "Reporter: So you were never told.\n\nMayor Lund: That is right.",
            "Reporter: So you were never told.\n\nMayor Lund: That is right.",
        ),
        (
            "You have led the club since 2011. Did the owners ask you to leave?\n\n“Never once.”",
            "You have led the club since 2011. Did the owners ask you to leave?\n\n“Never once.”",
        ),
        ("Will fares rise again? Not this year, she said.", "Will fares rise again? Not this year, she said."),
        ("### Is the water safe?\n\nYes, after boiling it.", "Is the water safe?\n\nYes, after boiling it."),
        ("Y a-t-il un accord ?\n\nNon, pas encore.", "Y a-t-il un accord ?\n\nNon, pas encore."),
    ],
)
def test_a_short_answer_is_quoted_with_its_question(text: str, together: str):
    assert quotable(text)[0] == together


def test_a_long_answer_of_prose_stands_alone():
    answer = (
        "The council plans to open the rebuilt swimming pool on the northern bank of the river in the spring of 2027, "
        "once the heating has been replaced."
    )
    assert answer in quotable(f"When does the swimming pool open again?\n\n{answer}")


def test_two_questions_in_a_row_do_not_answer_each_other():
    assert quotable("Who will pay?\n\nWho decided it?\n\nNobody knows.")[-1] == "Who decided it?\n\nNobody knows."


# Lists


@pytest.mark.parametrize(
    "text",
    [
        "The jury has five members:\n\n- Ada Blom\n- Ivo Kern\n- Mia Torp\n- Jan Rehn\n- Eva Holt",
        "Nicht erlaubt sind:\n\n* offenes Feuer\n* Hunde ohne Leine\n* Zelte",
        "The medals went to:\nKenya, gold\nNorway, silver\nPeru, bronze",
        "Gewählt wurden:\n\n1. Petra Lang\n2. Uwe Fink\n3. Lale Demir",
        "These shops must close:\n\n• The bakery in Mill Lane.\n• The kiosk at the station.",
        "Banned from the stadium are:\n\nGlass bottles\n\nUmbrellas\n\nFlares and fireworks",
    ],
)
def test_a_lead_in_brings_its_list(text: str):
    assert quotable(text) == [text]


def test_only_the_sentence_before_the_list_is_its_lead_in():
    assert quotable("The vote was secret. Elected were:\n\n- Ann Roe\n- Bo Dahl") == [
        "The vote was secret.",
        "Elected were:\n\n- Ann Roe\n- Bo Dahl",
    ]


def test_a_long_list_of_sentences_is_quoted_by_items_after_the_first_ones():
    items = [
        f"Rule {n} says that the gate of house {n} must be closed at night by the tenant himself." for n in range(30)
    ]
    found = quotable("What the council decided:\n\n" + "\n".join(f"- {item}" for item in items))
    assert found[0].startswith(f"What the council decided:\n\n- {items[0]}\n- {items[1]}")
    assert found[-1] == items[-1]
    assert all(len(quote) <= 700 for quote in found)


def test_a_speaker_before_a_colon_brings_what_was_said():
    assert quotable("The minister wrote in her letter:\n\nWe will not sell the forest. It belongs to all.")[0] == (
        "The minister wrote in her letter:\n\nWe will not sell the forest."
    )


# Tables


def test_a_short_table_is_quoted_whole():
    table = "| Month | Rain |\n|-------|------|\n| May | 40 mm |\n| June | 12 mm |"
    assert quotable(table) == [table]
    german = "| Gemeinde | Schulden 2024 |\n| --- | --- |\n| St. Veit | 1,2 Mio. Euro |\n| Bad Aulen | 0,4 Mio. Euro |"
    assert quotable(german) == [german]
    tabs = "Team\tPoints\tGoals\nHarriers\t31\t44\nRovers\t28\t39"
    assert quotable(tabs) == [tabs]


def test_a_row_is_never_cut_into_sentences():
    rows = "\n".join(f"| No. {n} Fir St. | Built in 19{n}. Sold twice. |" for n in range(10, 70))
    found = quotable(f"| House | History |\n|---|---|\n{rows}")
    assert found[0].startswith("| House | History |")
    assert found[1:] == rows.split("\n")[1:]


def test_a_row_of_a_long_table_is_shown_with_the_header():
    rows = "\n".join(f"| Village {n} | {n}00 | {n}50 |" for n in range(1, 60))
    text = f"{LEAD}\n\n| Village | Votes 2019 | Votes 2023 |\n|---|---|---|\n{rows}\n\n{AFTER}"
    row = "| Village 47 | 4700 | 4750 |"
    start = text.index(row)
    assert context(text, start, start + len(row)) == ("| Village | Votes 2019 | Votes 2023 | … ", row, "")


# Sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Investigators who had read "
        + "the minutes of every single meeting that the board of the housing company held between 2015 and 2023, " * 6
        + "found no trace of a decision by which Ruth Abel had sold the flats.",
        "Das Gericht sah es "
        + "nach der Vernehmung von Zeugen aus sieben Ländern und der Lektüre von Tausenden Seiten an Unterlagen, " * 6
        + "nicht als erwiesen an, dass Otto Brehm das Geld genommen hatte.",
    ],
)
@pytest.mark.parametrize("size", [100, 500])
def test_a_sentence_longer_than_a_chunk_is_quoted_whole(sentence: str, size: int):
    assert quotable(sentence, size) == [sentence]


def test_a_note_mark_after_a_full_stop_neither_joins_sentences_nor_makes_a_headline():
    text = (
        "The mill stands on the Ohre.[1] It ground flour until 1968.[2][3] It was sold.[citation needed] Now it is a"
        " museum.[b]\n\nIn 1990 it burnt.[4]"
    )
    article = Article("a", text, "T")
    assert [text[s.start : s.end] for chunk in chunk_article(article, 500) for s in chunk.sentences] == [
        "The mill stands on the Ohre.[1]",
        "It ground flour until 1968.[2][3]",
        "It was sold.[citation needed]",
        "Now it is a museum.[b]",
        "In 1990 it burnt.[4]",
    ]


def test_raised_note_marks_end_no_differently():
    assert quotable("Die Mühle steht an der Ohre.¹ Sie mahlte bis 1968.²³ Heute ist sie ein Museum.") == [
        "Die Mühle steht an der Ohre.¹",
        "Sie mahlte bis 1968.²³",
        "Heute ist sie ein Museum.",
    ]
