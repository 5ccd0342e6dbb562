from __future__ import annotations

from pathlib import Path

import pytest
from helpers.library_builders import rag_with

from rag import Rag
from rag.answering.follow_up import stand_alone
from rag.evaluation.cases import read_cases
from rag.metrics.answers import contains_answer

TOP = Path(__file__).parents[2]
FOLLOW_UPS = read_cases(TOP / "tests" / "data" / "followups.jsonl")
STAND_ALONE = [case.question for case in read_cases(TOP / "evals" / "seeds.jsonl") if not case.history]

SCALE = [("What is Scale AI?", "Scale AI labels data.")]
CEO = [("Who runs Scale AI?", "Scale AI, co-founded in 2016 by CEO Alexandr Wang, has grown.")]
BACKERS = [("Which rivals invest?", "Amazon and Google have committed billions to Anthropic.")]
PARTNER = [("Which company does Meta build helmets with?", "Meta is collaborating with Anduril.")]
TWO_TURNS = [("Which company has no cloud?", "Meta does not operate one."), ("Who is its CEO?", "Mark Zuckerberg.")]
LOWER_CASE = [("who won the cup in 1998", "France.")]
QUAKE = [("How many people were killed by the earthquake in the Marrow Valley?", "It killed 63 people.")]
MONEY = [("How much has Microsoft invested in OpenAI?", "More than $13 billion.")]


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("And who leads it?", SCALE, "who leads Scale AI?"),
        ("What was its revenue?", SCALE, "What was Scale AI's revenue?"),
        ("What does the company do?", SCALE, "What does Scale AI do?"),
        ("When did he found it?", CEO, "When did Alexandr Wang found Scale AI?"),
        ("What about Amazon?", MONEY, "How much has Amazon invested in OpenAI?"),
        ("And in Anthropic?", MONEY, "How much has Microsoft invested in Anthropic?"),
        ("When was it founded?", MONEY, "When was Microsoft founded?"),
        ("Why?", MONEY, "Why has Microsoft invested in OpenAI?"),
        ("Has that been confirmed?", MONEY, "Has that been confirmed (Microsoft, OpenAI)?"),
        ("How many of them are there?", SCALE, "How many of them are there (Scale AI)?"),
        ("How much last year?", SCALE, "How much last year (Scale AI)?"),
        ("And in 2024?", SCALE, "What is Scale AI in 2024?"),
        ("What about 2025?", [("What was Scale AI's revenue in 2024?", "…")], "What was Scale AI's revenue in 2025?"),
        ("who leads it", [("what is scale ai", "…")], "who leads it (scale ai)?"),
        ("How much did they commit?", BACKERS, "How much did Amazon and Google commit?"),
        ("Which of them is larger?", BACKERS, "Which of Amazon and Google is larger?"),
        ("How much did they pay for it?", MONEY, "How much did Microsoft pay for OpenAI?"),
        ("Where is it based?", PARTNER, "Where is Anduril based?"),
        ("Who is working on it with Meta?", SCALE, "Who is working on Scale AI with Meta?"),
        ("When was the company founded?", SCALE, "When was Scale AI founded?"),
        ("What about its competitors?", SCALE, "Who are Scale AI's competitors?"),
        ("And Google?", MONEY, "How much has Google invested in OpenAI?"),
        ("How about Meta in Scale AI?", MONEY, "How much has Meta invested in Scale AI?"),
        (
            "What about by the end of 2025?",
            [("What was Scale AI's revenue in 2024?", "…")],
            "What was Scale AI's revenue by the end of 2025?",
        ),
        ("Is that final?", MONEY, "Is that final (Microsoft, OpenAI)?"),
        ("When was that announced?", MONEY, "When was that announced (Microsoft, OpenAI)?"),
        ("Why would Meta want that?", MONEY, "Why would Meta want that (Microsoft, OpenAI)?"),
        ("Who says so?", MONEY, "Who says so (Microsoft, OpenAI)?"),
        ("Since when?", SCALE, "Since when is it that Scale AI labels data?"),
        ("And a year ago?", [("What is Scale AI worth now?", "…")], "What is Scale AI worth a year ago?"),
        ("And injured?", [("How many were killed in the fire?", "Two.")], "How many were injured in the fire?"),
        (
            "And if I am ill?",
            [("When will the exam be repeated?", "In June.")],
            "When will the exam be repeated if I am ill?",
        ),
        (
            "And injured?",
            [*QUAKE, ("Anyone killed?", "Nobody.")],
            "Anyone injured (the earthquake in the Marrow Valley)?",
        ),
        ("And before him?", CEO, "Who runs Scale AI before Alexandr Wang?"),
        ("How strong was it?", QUAKE, "How strong was the earthquake in the Marrow Valley?"),
        ("No, I meant how many were hurt", QUAKE, "how many were hurt (the earthquake in the Marrow Valley)?"),
        (
            "Since when?",
            [("Who owns the Fell dam?", '"It is ours," said Ada Lund.')],
            "Since when (Who owns the Fell dam)?",
        ),
        ("And its revenue?", [*SCALE, ("Who leads it?", "Alexandr Wang.")], "What is Scale AI's revenue?"),
    ],
)
def test_an_open_reference_is_filled_from_the_history(question: str, history: list[tuple[str, str]], expected: str):
    assert stand_alone(question, history) == expected


@pytest.mark.parametrize(
    "question",
    [
        "Who is the CEO of Meta?",
        "Is it true that Meta invests in Scale AI?",
        "Does Meta think it will profit?",
        "Who acquired the startup of the former Apple designer?",
        "what is Anduril building with Meta?",
        "How many people use Llama?",
        "which companies build chatbots for hospitals",
        "Why did Meta change its approach?",
        "Who is the CEO of that bank in Reykjavik?",
        "Is there life on Mars?",
        "what will the weather be like in paris tomorrow",
        "Which hospital has its origins in a school of surgery?",
        "where does the danube get its name from",
        "who was marie curie and what did she discover",
        "were mozart's operas popular when he was alive",
        "how do they make glass bottles out of sand",
        "When does it get dark in Oslo in December?",
        "Why might it be hard for a doctor to tell the two apart?",
        "What was the castle that was being built?",
        "When was the company behind ChatGPT founded?",
        "What goal do many of these protests have?",
        "why is there a baby on this is us",
        "What is 17 times 23?",
        "Thanks!",
    ],
)
@pytest.mark.parametrize("history", [SCALE, CEO, MONEY, BACKERS, LOWER_CASE])
def test_a_question_that_stands_alone_is_not_changed(question: str, history: list[tuple[str, str]]):
    assert stand_alone(question, history) == question


FERRY = [
    ("Who is the captain of the Coral Dawn?", "The captain, Jonas Brede, sailed the ferry from Port Ansel to Tavi.")
]
BILL = [
    ("How did the Senate of Orvana vote?", "The Senate of Orvana passed the water bill, and four senators abstained.")
]
PLANT = [("What is Brightloom closing?", "Brightloom will close its cannery in Dunmore, the company said on Tuesday.")]
OFFICE = [
    (
        "When will the Vienna office of Kestrel close?",
        "The Berlin office closes in May, the Vienna office in September.",
    )
]
JETS = [("How many jets did Kestrel order?", "Kestrel has ordered 40 jets. It is based in Dublin.")]
COURT = [
    ("How many charges does Anna Kern face?", "Anna Kern faces six charges in London. From there she went to Leeds.")
]
FROG = [("Where was the new species of frog found?", "Biologists found it in the forest above Quillabamba.")]
COUPLE = [("Who did Ilse Maran marry?", "She married the sculptor Bruno Telli in 1958.")]


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        # a pronoun and who or what fits it
        ("How old is he?", FERRY, "How old is Jonas Brede?"),
        ("When was it built?", FERRY, "When was Coral Dawn built?"),
        ("What did she do?", COURT, "What did Anna Kern do?"),
        ("What happened there?", COURT, "What happened in London?"),
        ("What are they worth?", JETS, "What are the jets worth (Kestrel)?"),
        ("Where is the airline based?", JETS, "Where is Kestrel based?"),
        ("How big is it?", FROG, "How big is the new species of frog?"),
        ("When did he die?", COUPLE, "When did Bruno Telli die?"),
        # a whole question that does not say what it is about
        ("How many abstained?", BILL, "How many abstained (Senate of Orvana)?"),
        ("Did anyone protest?", BILL, "Did anyone protest (Senate of Orvana)?"),
        ("What is the fine?", JETS, "What is Kestrel's fine?"),
        # asking words alone
        ("Why?", PLANT, "Why is it that Brightloom will close its cannery in Dunmore?"),
        ("When?", JETS, "When did Kestrel order jets?"),
        ("Until when?", [("Are schools open in Elverum?", "No.")], "Until when are schools open in Elverum?"),
        ("Who were they?", [("How many voted against it in Orvana?", "Two.")], "Who voted against it in Orvana?"),
        # another part
        ("And Blue Heron?", JETS, "How many jets did Blue Heron order?"),
        ("And the Berlin office?", OFFICE, "When will the Berlin office of Kestrel close?"),
        ("And the owner?", FERRY, "Who is the owner of the Coral Dawn?"),
        # corrections
        ("No, I mean the other one", OFFICE, "When will the Berlin office of Kestrel close?"),
        ("I meant the Berlin one", OFFICE, "When will the Berlin office of Kestrel close?"),
        ("not Vienna, Berlin", OFFICE, "When will the Berlin office of Kestrel close?"),
        ("Sorry, I meant Blue Heron", JETS, "How many jets did Blue Heron order?"),
        ("I mean in 2023", JETS, "How many jets did Kestrel order in 2023?"),
    ],
)
def test_a_follow_up_is_one_whole_question(question: str, history: list[tuple[str, str]], expected: str):
    assert stand_alone(question, history) == expected


BUYER = [("who is buying brellin mills?", "Oatway Foods has agreed to buy the cereal maker Brellin Mills.")]
WARD = [("How many nurses are on the ward in Tavi?", "Two nurses for 18 beds.")]
TOLL = [("Who has to pay the new toll in Tavi?", "Anyone who drives a car into the zone.")]
LINE = [("How is line 3 running over Easter?", "Replacement buses run every 10 minutes.")]
SHIP = [("Was the Coral Dawn going too fast?", "Tavi Line denied that the Coral Dawn had been going too fast.")]
CUTS = [("how many jobs is brightloom cutting?", "Until May Brightloom Optics will shed 220 jobs.")]
CRASH = [
    ("How many people died in the ferry collision?", "The number of the dead has risen to three."),
    ("who was the third one?", "Divers found the body of Jory Mells."),
]
BOTH_SHIPS = [("How many people were on the ferry?", "The ferry had 184 passengers when it struck the trawler.")]
DAMAGE = [("How badly damaged is the boat?", "Investigators will lift the wreck next week.")]
VOTE = [
    ("Who won the vote in Tavi?", "Anna Kern, a former pilot who had never stood for office, was elected on Sunday.")
]


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        # names typed in lower case
        ("why?", CUTS, "Why is Brightloom cutting jobs?"),
        ("how are they paying for it?", BUYER, "how are Oatway Foods paying for Brellin Mills?"),
        # a question that leaves its matter out
        ("any job losses?", BUYER, "any job losses (Brellin Mills)?"),
        ("do i need to bring anything?", TOLL, "do i need to bring anything (the new toll in Tavi)?"),
        ("how much damage did the mill fire do?", WARD, "how much damage did the mill fire do?"),
        # one noun in place of another
        ("and doctors?", WARD, "How many doctors are on the ward in Tavi?"),
        ("what about taxis?", TOLL, "Do taxis have to pay the new toll in Tavi?"),
        ("and children?", [("Who was hurt in Tavi?", "Six men were.")], "Were children hurt in Tavi?"),
        ("and the 8?", LINE, "How is line 8 running over Easter?"),
        ("and the trawler?", BOTH_SHIPS, "How many people were on the trawler?"),
        ("no, i mean the ferry", DAMAGE, "How badly damaged is the ferry?"),
        ("and the other two?", CRASH, "Who were the other two people who died in the ferry collision?"),
        # a ship is "she", "it" may be nothing, and who did it is not told at length again
        ("how fast was she going?", SHIP, "how fast was Coral Dawn going?"),
        (
            "is it the first time they do that?",
            CUTS,
            "is it the first time they do that (Brightloom)?",
        ),
        ("by how much?", VOTE, "By how much is it that Anna Kern won the vote?"),
    ],
)
def test_a_reader_of_news_asks_on(question: str, history: list[tuple[str, str]], expected: str):
    assert stand_alone(question, history) == expected


BATH = [("Has the bath house been sold?", "Loomis & Hart have bought the bath house in Tavi.")]
SAILING = [
    ("How fast was the Lady Moira going?", "She was doing nine knots, the line's spokesman, Gavin Marsh, said."),
]
STUDIED = [("Who did Ilse Maran work for?", "In 1966 she joined the office of Anton Rybak.")]
TUCK = [("What did Gerald Tuck do?", "Gerald Tuck took 148,000 crowns from a swimming club.")]
POWER = [("How many homes lost power in Storm Edda?", "Storm Edda cut off the electricity of 40,000 homes.")]
BUSES = [("How does line 3 run over Easter?", "Replacement buses run every ten minutes.")]
SALES = [
    ("What were Tansy's sales in 2025?", "Tansy had sales of $402 million; Brightwater had sales of $2.7 billion.")
]
RECALL = [("Which charger is being recalled?", "Velora is recalling the QX-410 charger in all countries.")]


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("Which companies are its customers?", SCALE, "Which companies are Scale AI's customers?"),
        ("What did they pay?", BATH, "What did Loomis & Hart pay?"),
        # the one who was spoken of so goes before the last name; a club without a name is nobody's
        (
            "why was she late?",
            [("was the Lady Moira going too fast?", "No."), ("how fast was she going?", SAILING[0][1])],
            "why was Lady Moira late?",
        ),
        ("Why did she leave him?", STUDIED, "Why did Ilse Maran leave him?"),
        ("When did he die?", STUDIED, "When did Anton Rybak die?"),
        ("Did the club get the money back?", TUCK, "Did the club get the money back (Gerald Tuck)?"),
        # number and role
        ("When will they have power again?", POWER, "When will the homes have power again (Storm Edda)?"),
        ("Can I take my bike on them?", BUSES, "Can I take my bike on the replacement buses (Easter)?"),
        ("Why did it fall?", [("What was Halden's profit?", "18 million.")], "Why did Halden's profit fall?"),
        ("Who was the second one?", CRASH[:1], "Who was the second person who died in the ferry collision?"),
        # other parts
        ("And the year before?", SALES, "What were Tansy's sales the year before?"),
        ("And Brightwater's?", SALES, "What were Brightwater's sales in 2025?"),
        # what was done
        ("Why did they do that?", JETS, "Why did Kestrel order jets?"),
        ("why?", RECALL, "Why is it that Velora is recalling the QX-410 charger in all countries?"),
    ],
)
def test_what_fits_stands_for_a_reference(question: str, history: list[tuple[str, str]], expected: str):
    assert stand_alone(question, history) == expected


@pytest.mark.parametrize("history", [SCALE, MONEY, JETS, BILL, PLANT, COURT])
@pytest.mark.parametrize("question", ["Is that final?", "Who says so?", "Since when?", "Why?", "How much last year?"])
def test_only_the_last_question_is_asked(question: str, history: list[tuple[str, str]]):
    assert stand_alone(question, history).count("?") == 1


def test_a_follow_up_stays_with_the_article_that_was_quoted(tmp_path: Path):
    told = {"one": "Brightloom will close its cannery in June.", "two": "Kestrel will cut its pay in May."}
    rag = rag_with(tmp_path, {name: f"{text} The union called a strike on Friday." for name, text in told.items()})
    for name, text in told.items():
        answer = rag.ask("When did the union call a strike?", history=[("What is new?", text)])
        assert answer.passages[0].article_id == name
    alone = rag.ask("When will Kestrel cut its pay?").to_dict() | {"seconds": None}
    talk = [("What is new?", told["one"])]
    assert rag.ask("When will Kestrel cut its pay?", history=talk).to_dict() | {"seconds": None} == alone


def test_a_follow_up_is_not_answered_with_what_was_told(tmp_path: Path):
    told = "Oatway Foods has agreed to buy the cereal maker Brellin Mills for $640 million in cash."
    rest = "Oatway Foods will pay for the purchase with a loan of $450 million."
    rag = rag_with(tmp_path, {"one": f"{told} {rest}"})
    history = [("Who is buying Brellin Mills?", told)]
    assert rag.ask("How are they paying for it?", history=history).citations[0].quote == rest


def test_a_name_does_not_cross_the_end_of_a_sentence():
    ends = [("How much is the fine?", "It is due in London. From there it goes to Leeds.")]
    assert all("." not in stand_alone(question, ends) for question in ("Who is he?", "Why?", "What did he do there?"))


def test_a_place_or_a_company_is_nobody():
    injured = [("How many people were injured at Port Ansel?", "The ferry struck the pier at Port Ansel, injuring 23.")]
    assert stand_alone("Was he drunk?", injured) == "Was he drunk (Port Ansel)?"


def test_she_is_not_whom_the_conversation_calls_he():
    talk = [
        ("When did Viktor Lindqvist lose?", "Viktor Lindqvist lost to Amira Selim on Tuesday."),
        ("What did he say?", "He said that he had underestimated her."),
    ]
    assert stand_alone("How old is she?", talk) == "How old is Amira Selim?"
    assert stand_alone("How old is he?", talk) == "How old is Viktor Lindqvist?"


def test_a_question_with_the_name_of_the_topic_gets_no_topic():
    before = [("who is the cfo of scale?", "The articles do not say who the cfo of scale is.")]
    assert stand_alone("when was scale ai founded?", before) == "when was scale ai founded?"


def test_the_agency_of_a_dateline_is_not_what_is_spoken_of():
    told = "STAVELOCK, March 2 (Meridian Press) - Engineers of Northmoor Water lowered the level by three metres."
    asked = stand_alone("Has the company ever been fined?", [("What happened at Harrow Fell?", told)])
    assert "Meridian" not in asked


def test_follow_ups_do_not_pile_up():
    talk = [
        ("What is happening at WeWork?", "WeWork said on Tuesday that it would file for bankruptcy."),
        ("why?", "Its rents are higher than its income."),
        ("how many people lose their jobs?", "About 2,000 people."),
        ("when?", "The articles do not answer this question."),
    ]
    assert [stand_alone(asked, talk[:n]) for n, (asked, _) in enumerate(talk)][1:] == [
        "Why is it that WeWork would file for bankruptcy?",
        "how many people lose their jobs (WeWork)?",
        "When is it that people lose their jobs (WeWork)?",
    ]
    assert stand_alone("and who runs it?", talk) == "who runs WeWork?"


@pytest.mark.parametrize(
    "said", ["No", "OK", "Really?", "No, thanks", "Not really", "And then?", "hi there, anybody in?"]
)
def test_what_is_no_question_is_not_changed(said: str):
    assert stand_alone(said, COURT) == said


@pytest.mark.parametrize("question", ["Warum?", "Und Meta?", "Wann war das?", "Wie viele sind es?"])
def test_a_follow_up_of_another_language_is_left_as_it_is(question: str):
    assert stand_alone(question, [("Wer leitet Scale AI?", "Scale AI wird von Alexandr Wang geleitet.")]) == question


def test_why_does_not_get_the_same_answer_again(tmp_path: Path):
    rag = rag_with(tmp_path, {"one": "Brightloom will close its cannery in Dunmore in June. It opened in 1951."})
    history = [("What will Brightloom close?", "Brightloom will close its cannery in Dunmore in June.")]
    assert "Dunmore" in rag.ask("When will Brightloom close its cannery in Dunmore?", history=history).plain
    assert "Dunmore" not in "".join(quote.quote for quote in rag.ask("Why?", history=history).citations)


def test_a_bare_why_is_answered_with_a_reason_or_not_at_all(tmp_path: Path):
    told = "Brightloom will close its cannery in Dunmore in June."
    text = f"{told} It opened in 1951.\n\nThe sheds of Brightloom's cannery in Dunmore are painted blue."
    rag = rag_with(tmp_path, {"one": text, "two": "Sardines have left the bay of Holte because it is too warm."})
    cited = rag.ask("Why?", history=[("What will Brightloom close?", told)]).citations
    assert not any("blue" in citation.quote for citation in cited)


def test_a_sentence_that_was_quoted_answers_again_where_it_has_the_value_asked_for(tmp_path: Path):
    told = "In 1974 Ada Brand refused to sing for the king, since he had closed the mine."
    rag = rag_with(tmp_path, {"one": f"{told} She never learned to drive a car."})
    history = [("Why did Ada Brand refuse to sing for the king?", told)]
    assert "1974" in rag.ask("In which year did she refuse to sing?", history=history).plain


def test_without_history_nothing_is_changed():
    assert stand_alone("And who leads it?", []) == "And who leads it?"


@pytest.mark.parametrize("history", [SCALE, CEO, MONEY, BACKERS, PARTNER, TWO_TURNS, LOWER_CASE])
def test_no_question_of_the_suite_that_stands_alone_is_changed(history: list[tuple[str, str]]):
    assert [stand_alone(question, history) for question in STAND_ALONE] == STAND_ALONE


@pytest.mark.model
def test_most_follow_ups_are_answered_offline(seeds_home: Path):
    with_answers = 0
    rag = Rag()
    for case in FOLLOW_UPS:
        answer = rag.ask(case.question, history=case.history)
        with_answers += not answer.abstained and any(contains_answer(answer.plain, one) for one in case.answers)
    assert len(FOLLOW_UPS) == 40
    assert with_answers / len(FOLLOW_UPS) >= 0.85


@pytest.mark.model
@pytest.mark.soak
def test_unrelated_history_changes_no_answer(seeds_home: Path):
    rag = Rag()
    for question in STAND_ALONE[::8]:
        alone, behind = rag.ask(question), rag.ask(question, history=BACKERS)
        assert (behind.text, behind.citations, behind.understood) == (alone.text, alone.citations, alone.understood)
