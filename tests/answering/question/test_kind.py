from __future__ import annotations

import pytest

from rag.answering.question.kind import Form, form_of

FORMS: dict[Form, list[str]] = {
    "yes_no": [
        "Did the mayor resign?",
        "Didn't the mayor resign?",
        "Is it true that the mayor resigned?",
        "Did more than 50 people die?",
        "Is the mayor older than 50?",
        "Were all miners rescued?",
    ],
    "why": [
        "Why did the mayor resign?",
        "How come the bank closed?",
        "What was the cause of the fire?",
        "What led to the strike?",
        "And why did it fail?",
    ],
    "how": ["How did the fire start?", "How is insulin made?", "By what means was it moved?"],
    "fact": [
        "Who leads Scale AI?",
        "When was it founded?",
        "How many people died?",
        "How long is the bridge?",
        "Which town lost power?",
        "What year was it built?",
        "In which county is Leeds?",
        "Which team won the series?",
        "Which nation contains most of the forest?",
        "What river runs through Leeds?",
        "Which sales manager was fired?",
        "Can you tell me who founded Acme?",
        "Acme merged with what firm?",
        "After the fire, who paid for the repairs?",
        "Which company makes bread and butter?",
    ],
    "list": [
        "Which towns lost power?",
        "Which of Meta's rivals have paid?",
        "Name the towns that lost power.",
        "Name three donors.",
        "List all donors.",
        "What are the risks of the drug?",
        "What were the main findings?",
        "What are the two biggest exports from Chile?",
        "Who are the founders of Acme?",
        "In which countries does Acme sell?",
        "What languages do they speak?",
        "What three conditions did the bank set?",
        "Which people were hurt?",
    ],
    "compare": [
        "Which is older, the bridge or the mill?",
        "Compare Meta and OpenAI.",
        "Is the bridge older than the mill?",
        "How does the A320 differ from the A321?",
        "Where did rents rise more, in Leeds or in York?",
        "Did Acme earn more in the first quarter or in the second?",
        "compare the cost and use of dams in chile and peru",
    ],
    "several": ["Who founded Acme and when?", "What is Acme? Who leads it?"],
    "said": [
        "What did the mayor say about the strike?",
        "What did the minister tell reporters?",
        "What is Anna Quill saying about the strike?",
        "What does Anna Quill think of the plan?",
        "According to Anna Quill, what went wrong?",
    ],
    "summary": [
        "What happened?",
        "What happened at the bridge?",
        "What happened at the paper mill in Leeds?",
        "Summarise the news about Scale AI",
        "What is the story about?",
        "Give me an overview of the strike.",
        "What's the latest on the strike?",
        "Tell me about the strike.",
    ],
    "other": [
        "What is Defense Llama?",
        "What happened to the bridge?",
        "What did Meta buy?",
        "What causes rain?",
        "What were Acme's sales in 2022?",
        "Name the CEO of Scale AI.",
        "What are new bridges made of?",
        "meta scale stake",
        "Hat der Bürgermeister gekündigt?",
        "Quand le pont a-t-il été fermé ?",
        "谁开放了这座桥？",
        "",
    ],
}


@pytest.mark.parametrize(
    ("form", "question"), [(form, question) for form, among in FORMS.items() for question in among]
)
def test_the_wording_tells_the_form(form: Form, question: str):
    assert form_of(question) == form


def test_each_part_has_a_form_of_its_own():
    assert [form_of(part) for part in ("Which towns lost power?", "Why did they lose power?")] == ["list", "why"]
