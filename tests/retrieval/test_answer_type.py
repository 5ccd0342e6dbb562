from __future__ import annotations

import pytest

from rag.retrieval.answer_type import kind_of, suits


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When was it founded?", "date"),
        ("In which year did it open?", "date"),
        ("How much did OpenAI pay?", "money"),
        ("What was its revenue last year?", "money"),
        ("HOW MANY PEOPLE WORK THERE", "number"),
        ("How old is she?", "number"),
        ("What percentage of it would Meta own?", "percentage"),
        ("Who leads it?", "name"),
        ("And who leads it?", "name"),
        ("Which other company bids?", "name"),
        ("What is the name of the model?", "name"),
        ("What did the company do?", None),
        ("Why did it change?", None),
        ("What happened when the bank failed?", None),
        ("What does a person who works there do?", None),
        ("", None),
        ("Wann wird das Gymnasium eröffnet?", "date"),
        ("In welchem Jahr schloss das Werk?", "date"),
        ("Seit wann ist er im Amt?", "date"),
        ("Wie viel zahlt die Stadt?", "number"),
        ("Was kostet der Bau?", "number"),
        ("Wer stimmte dagegen?", "name"),
        ("Was geschah?", None),
        ("Quand fermera la raffinerie ?", "date"),
        ("Combien coûte le pont ?", "number"),
        ("Qui dirige le groupe ?", "name"),
        ("Pourquoi ferme-t-elle ?", None),
        ("¿Cuándo abre?", "date"),
        ("¿Cuántas personas viajan?", "number"),
        ("¿Quién es el alcalde?", "name"),
        ("三号线何时通车？", "date"),
        ("总投资多少？", "number"),
        ("谁是局长？", "name"),
        ("給食費はいつ無償になりますか？", "date"),
        ("費用はいくらですか？", "number"),
        ("町長は誰ですか？", "name"),
    ],
)
def test_the_wording_tells_what_is_asked_for(question: str, kind: str | None):
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("question", "holds", "lacks"),
    [
        ("When was it founded?", "It was founded in 2016.", "It was founded by Wang."),
        ("When was it announced?", "It said so last week.", "It said so in Geneva."),
        ("How much did it cost?", "It cost $6.5 billion.", "It cost a multibillion-dollar sum."),
        ("How much did it raise?", "Investors put in thirteen billion.", "Thirteen investors put money in."),
        ("How many work there?", "It has tens of thousands of workers.", "It has workers."),
        ("What percentage is it?", "It is 12 % of the whole.", "It is 12 of them."),
        ("Who leads Scale?", "Scale is led by Alexandr Wang.", "Scale has a leader."),
        ("Who leads Scale?", "It is Wang.", "Scale is led well."),
        ("Why?", "Anything.", ""),
        ("Wann öffnet es?", "Es öffnet im März.", "Es öffnet bald."),
        ("Quand ferme-t-elle ?", "Elle ferme le 3 mai.", "Elle ferme."),
        ("何时通车？", "将于6月通车。", "将通车。"),
        ("いつ開く？", "4月に開く。", "開く。"),
        ("多少人？", "约三百人。", "很多人。"),
        ("Wie viele?", "Es sind zwei Häuser.", "Es sind Häuser."),
    ],
)
def test_a_sentence_suits_that_holds_a_thing_of_that_kind(question: str, holds: str, lacks: str):
    kind = kind_of(question)
    assert suits(kind, question, holds)
    assert kind is None or not suits(kind, question, lacks)
