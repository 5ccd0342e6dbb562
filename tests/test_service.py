from __future__ import annotations

import asyncio
import json
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, closing
from pathlib import Path

import pytest
from helpers.drafted_rag import drafted, key_of
from helpers.fakes import ScriptedModel, WordEmbedder
from helpers.library_builders import SEEDS, rag_with
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from langchain_core.runnables import RunnablePassthrough

from rag import Answer, Rag, RagError, Settings
from rag.errors import AnswerError, LibraryDamaged, LibraryEmpty, SettingsError
from rag.types import Claim, Draft, Passage, Verdict

ARTICLES = {
    "one": "Meta may invest ten billion dollars in Scale AI, according to Bloomberg. The talks are at an early stage.",
    "two": "Microsoft has invested thirteen billion dollars in OpenAI since 2019. Both firms declined to comment.",
}


def test_a_question_that_the_articles_answer_is_answered_with_citations(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    answer = rag.ask("How many dollars may Meta invest in Scale AI?")
    assert not answer.abstained
    assert "ten billion" in answer.plain
    for c in answer.citations:
        assert rag.article(c.article_id).text[c.start : c.end] == c.quote


def test_a_question_that_they_do_not_answer_is_an_abstention(tmp_path: Path):
    answer = rag_with(tmp_path, ARTICLES).ask("Which volcano erupted near Reykjavik yesterday?")
    assert answer.abstained
    assert answer.citations == ()
    assert answer.confidence is not None
    assert answer.confidence < 0.5
    assert answer.passages


def test_a_follow_up_is_answered_from_its_history(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    asked = rag.ask(
        "And in OpenAI, how many dollars has it invested?", history=[("What does Microsoft do?", "It writes software.")]
    )
    assert "thirteen billion" in asked.plain
    assert asked.question == "And in OpenAI, how many dollars has it invested?"


def test_the_document_of_an_answer_holds_what_the_contract_says(tmp_path: Path):
    document = json.loads(
        json.dumps(rag_with(tmp_path, ARTICLES).ask("How many dollars may Meta invest in Scale AI?").to_dict())
    )
    assert set(document) >= {
        "question",
        "answer",
        "abstained",
        "confidence",
        "model",
        "citations",
        "passages",
        "rejected",
        "seconds",
    }
    assert set(document["citations"][0]) == {
        *(
            "marker",
            "article_id",
            "title",
            "source",
            "published",
            "sha256",
            "start",
            "end",
            "quote",
            "claims",
            "page",
            "answer",
            "attributed",
            "also",
            "speaker",
            "relayed",
        )
    }
    assert set(document["passages"][0]) >= {"article_id", "start", "end", "text", "score"}
    assert document["model"] == "extractive"
    assert document["citations"][0]["published"] is None


def test_eight_threads_give_the_same_answers_as_one(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    questions = [
        "How many dollars may Meta invest in Scale AI?",
        "What has Microsoft invested in OpenAI?",
        "Is there a volcano?",
    ] * 8

    def shown(answer: Answer) -> dict[str, object]:
        return answer.to_dict() | {"seconds": None}

    alone = [shown(rag.ask(question)) for question in questions]
    with ThreadPoolExecutor(8) as pool:
        assert [shown(answer) for answer in pool.map(rag.ask, questions)] == alone


def test_an_updated_library_answers_like_a_fresh_one(tmp_path: Path):
    updated = rag_with(
        tmp_path, {"one": "Something else was written here before.", "old": "This will be removed again."}
    )
    (tmp_path / "articles" / "old.txt").unlink()
    (tmp_path / "articles" / "one.txt").write_text(ARTICLES["one"])
    (tmp_path / "articles" / "two.txt").write_text(ARTICLES["two"])
    updated.ingest(tmp_path / "articles", prune=True)
    fresh = rag_with(tmp_path / "fresh", ARTICLES)
    for question in ("How many dollars may Meta invest?", "Did Microsoft comment?", "volcano"):
        same = {"seconds": 0, "earlier": []}  # what stood there before is known of the updated one alone
        assert updated.ask(question).to_dict() | same == fresh.ask(question).to_dict() | same


def test_a_saved_answer_is_valid_then_stale_then_broken(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    saved = json.loads(json.dumps(rag.ask("How many dollars may Meta invest in Scale AI?").to_dict()))
    first = {v.article_id: v.status for v in rag.check(saved)}
    assert first["one"] == "valid"
    (tmp_path / "articles" / "one.txt").write_text("A rewritten article. " + ARTICLES["one"])
    rag.ingest(tmp_path / "articles")
    assert {v.article_id: v.status for v in rag.check(saved)}["one"] == "stale"
    rag.remove(["one"])
    verdicts = {v.article_id: (v.status, v.reason) for v in rag.check(saved)}
    assert verdicts["one"] == ("broken", "the library has no such article")


def test_a_quote_with_one_digit_changed_is_broken(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    saved = rag.ask("What has Microsoft invested in OpenAI since 2019?").to_dict()
    cited = next(c for c in saved["citations"] if "2019" in c["quote"])
    cited["quote"] = cited["quote"].replace("2019", "2018")
    assert {v.marker: v.status for v in rag.check(saved)}[cited["marker"]] == "broken"


@pytest.mark.parametrize("document", [{}, {"citations": 3}, {"citations": [None]}, {"citations": [{"marker": "1"}]}])
def test_what_is_not_a_saved_answer_is_refused(tmp_path: Path, document: dict[str, object]):
    with pytest.raises(RagError):
        rag_with(tmp_path, ARTICLES).check(document)


def test_an_answerer_that_does_not_exist_is_refused_at_once(tmp_path: Path):
    with pytest.raises(RagError, match="gpt"):
        Rag(settings=Settings(home=tmp_path, model="gpt"))


def test_the_retriever_is_a_langchain_retriever(tmp_path: Path):
    documents = rag_with(tmp_path, ARTICLES).as_retriever(k=1).invoke("Microsoft OpenAI dollars")
    assert [d.metadata["article_id"] for d in documents] == ["two"]


@pytest.mark.model
def test_the_default_library_answers_without_torch_and_readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RAG_HOME", str(tmp_path / "home"))
    Rag().ingest(SEEDS)
    program = """
import sys
import rag
answer = rag.ask("How much might Meta invest in Scale AI?")
articles = {citation.article_id for citation in answer.citations}
heavy = ("torch", "transformers", "rag.parsing.formats")
print("$10 billion" in answer.plain, bool(articles), [m for m in heavy if m in sys.modules])
"""
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
        == "True True []\n"
    )


def test_two_questions_in_one_are_both_answered_and_what_is_left_open_is_named(tmp_path: Path):
    rag = Rag(home=tmp_path / "home")
    rag.add(
        [
            {"id": "plant", "text": "Nora Lindqvist founded Halden Water in 1998. The firm employs 400 people."},
            {"id": "ferry", "text": "The ferry to Torvik leaves at noon. It carries 60 cars."},
        ]
    )
    both = rag.ask("Who founded Halden Water? When does the ferry to Torvik leave?")
    assert [citation.article_id for citation in both.citations] == ["plant", "ferry"]
    assert both.unanswered == ()
    one = rag.ask("Who founded Halden Water? When was Emil Strand born?")
    assert [citation.article_id for citation in one.citations] == ["plant"]
    assert one.unanswered == ("When was Emil Strand born?",)


QUESTION = "How many dollars may Meta invest in Scale AI?"


def with_changed(rag: Rag, statement: str) -> Rag:
    """The same library, after something changed its catalog that is not this program."""
    rag.close()
    with closing(sqlite3.connect(rag.settings.home / "catalog.db")) as db:
        db.execute(statement)
        db.commit()
    return rag


CHANGED_TEXT = "UPDATE texts SET text = replace(text, 'ten billion', 'six billion')"


def test_what_an_article_no_longer_says_is_not_quoted(tmp_path: Path):
    rag = with_changed(rag_with(tmp_path, ARTICLES), CHANGED_TEXT)
    for use in (lambda: rag.ask(QUESTION), lambda: rag.article("one"), lambda: list(rag.stream(QUESTION))):
        with pytest.raises(LibraryDamaged, match=r"'one' is not what it was") as caught:
            use()
        assert caught.value.hint == "Type `rag remove one` and ingest it again."


def test_a_saved_answer_from_a_changed_text_is_broken_and_the_others_are_judged(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    one, two = rag.ask(QUESTION).to_dict(), rag.ask("How many dollars has Microsoft invested in OpenAI?").to_dict()
    saved = {"citations": [*one["citations"], *two["citations"]]}
    verdicts = {v.article_id: v for v in with_changed(rag, CHANGED_TEXT).check(saved)}
    assert verdicts["one"].status == "broken"
    assert "rag remove one" in verdicts["one"].reason
    assert verdicts["two"].status == "valid"


def test_a_changed_passage_is_not_quoted_and_a_rebuild_mends_it(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    answer = rag.ask(QUESTION)
    with_changed(rag, "UPDATE chunks SET text = replace(text, 'ten billion', 'six billion')")
    with pytest.raises(LibraryDamaged, match="passage of 'one'") as caught:
        rag.ask(QUESTION)
    assert "rag rebuild" in caught.value.hint
    rag.rebuild()
    assert rag.ask(QUESTION).text == answer.text


@pytest.mark.parametrize("statement", [CHANGED_TEXT, "UPDATE texts SET text = x'ff00fe'"])
def test_what_the_remedy_for_a_changed_text_says_mends_it(tmp_path: Path, statement: str):
    rag = rag_with(tmp_path, ARTICLES)
    answer = rag.ask(QUESTION)
    with_changed(rag, f"{statement} WHERE text LIKE 'Meta%'")
    rag.remove(["one"])
    rag.ingest([tmp_path / "articles"])
    assert rag.ask(QUESTION).text == answer.text


def test_a_source_that_changed_takes_the_place_of_its_damaged_text(tmp_path: Path):
    rag = with_changed(rag_with(tmp_path, ARTICLES), CHANGED_TEXT)
    rag.ingest([tmp_path / "articles"], overrides={"title": "Talks"})
    assert rag.article("one").text.strip() == ARTICLES["one"]
    assert rag.ask(QUESTION).citations[0].title == "Talks"


# What callers have in their hands


def test_a_text_where_a_list_is_meant_is_one_item(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    assert {p.article_id for p in rag.retrieve("dollars", articles="two")} == {"two"}
    rag.remove("one")
    assert [entry.id for entry in rag.articles()] == ["two"]


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_with_block_closes_the_library_and_the_next_question_opens_it(tmp_path: Path):
    def opened() -> list[str]:
        links = [path.readlink() for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]
        return [path.name for path in links if path.is_relative_to(tmp_path)]

    with rag_with(tmp_path, ARTICLES) as rag:
        assert rag.ask(QUESTION).citations
        assert opened()
    assert opened() == []
    assert rag.ask(QUESTION).citations


@pytest.mark.parametrize(
    ("argument", "use"),
    [
        ("question", lambda rag: rag.ask(None)),
        ("question", lambda rag: rag.chain.invoke({"query": QUESTION})),
        ("question", lambda rag: rag.chain.invoke(5)),
        ("k", lambda rag: rag.retrieve(QUESTION, "8")),
        ("k", lambda rag: rag.ask(QUESTION, k=2.5)),
        ("k", lambda rag: rag.stream(QUESTION, k=True)),
        ("since", lambda rag: rag.astream(QUESTION, since=20250608)),
        ("history", lambda rag: rag.ask(QUESTION, history="Who?")),
        ("until", lambda rag: rag.as_retriever(until=[2025])),
        ("article_id", lambda rag: rag.article(1)),
        ("article_id", lambda rag: rag.versions(None)),
        ("version", lambda rag: rag.article("one", 7)),
        ("sha256", lambda rag: rag.text_of("one", b"0")),
        ("article_ids", lambda rag: rag.remove(None)),
        ("article_ids", lambda rag: rag.remove([None])),
        ("paths", lambda rag: rag.ingest(5)),
        ("paths", lambda rag: rag.ingest([rag.article("one")])),
        ("overrides", lambda rag: rag.ingest("x", overrides=["title"])),
        (r"overrides\['title'\]", lambda rag: rag.ingest("x", overrides={"title": ["x"]})),
        ("home", lambda rag: Rag(5)),
        ("settings", lambda rag: Rag(settings={"k": 3})),
        ("model", lambda rag: Rag(model=lambda prompt: "")),
        ("model", lambda rag: Rag(model=ScriptedModel)),
        ("model", lambda rag: Rag(model=ScriptedModel().with_retry())),
        ("reranker", lambda rag: Rag(reranker=object())),
    ],
)
def test_another_type_is_refused_where_it_is_written_by_the_name_of_the_argument(
    tmp_path: Path, argument: str, use: Callable[[Rag], object]
):
    with pytest.raises(SettingsError, match=rf"^{argument} must be .*, not .*\.$"):
        use(rag_with(tmp_path, ARTICLES))


def test_an_unknown_keyword_of_the_retriever_fails_where_it_is_written(tmp_path: Path):
    with pytest.raises(TypeError, match="search_kwargs"):
        Rag(tmp_path).as_retriever(search_kwargs={"k": 3})  # type: ignore[call-arg]


def test_the_retriever_keeps_its_filters_for_every_question(tmp_path: Path):
    retriever = rag_with(tmp_path, ARTICLES).as_retriever(k=3, articles=iter(["two"]))
    for question in ("Meta Scale AI", "Microsoft"):
        assert {d.metadata["article_id"] for d in retriever.invoke(question)} == {"two"}


def test_a_name_in_place_of_a_model_is_the_setting(tmp_path: Path):
    rag = Rag(tmp_path, model="openai:gpt-x", embedder="some-model", reranker="some-reranker")
    assert (rag.settings.model, rag.settings.embedding, rag.settings.reranker) == (
        *("openai:gpt-x", "some-model", "some-reranker"),
    )
    assert Rag(settings=Settings(home=tmp_path, model="openai:gpt-x"), model="extractive").settings.home == tmp_path
    with pytest.raises(RagError, match="gpt-x"):
        Rag(tmp_path, model="gpt-x")


def test_a_chat_model_with_options_or_fallbacks_is_a_chat_model(tmp_path: Path):
    rag_with(tmp_path, ARTICLES).close()
    model = ScriptedModel(reply="Meta may invest ten billion dollars in Scale AI, according to Bloomberg. [1.1]")
    for given in (model, model.bind(stop=["x"]), model.with_fallbacks([model]), model.with_config(tags=["a"])):
        rag = Rag(tmp_path / "library", embedder=WordEmbedder(), model=given)
        assert "ten billion" in rag.ask(QUESTION).text


def test_the_chain_takes_a_question_a_dict_and_a_query(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)
    text = rag.ask(QUESTION).text
    question = {"question": QUESTION, "k": 4, "history": [{"role": "user", "content": QUESTION}]}
    assert [answer.text for answer in rag.chain.batch([QUESTION, question, rag.query(QUESTION)])] == [text] * 3
    assert asyncio.run(rag.chain.ainvoke(QUESTION)).text == text
    assert list(rag.chain.stream(QUESTION))[-1].text == text
    assert ({"question": RunnablePassthrough()} | rag.chain).invoke(QUESTION).text == text
    assert rag.chain.invoke({"question": QUESTION, "articles": "two"}).text != text


def test_async_calls_give_the_same_answers_and_steps(tmp_path: Path):
    rag = rag_with(tmp_path, ARTICLES)

    async def asked() -> tuple[list[Answer], list[str]]:
        answers = await asyncio.gather(*(rag.aask(QUESTION) for _ in range(8)))
        return answers, [step.stage async for step in rag.astream(QUESTION)]

    answers, stages = asyncio.run(asked())
    alone = rag.ask(QUESTION).to_dict() | {"seconds": None}
    assert [answer.to_dict() | {"seconds": None} for answer in answers] == [alone] * 8
    assert stages == [step.stage for step in rag.stream(QUESTION)]


def test_an_error_of_an_async_question_is_that_of_the_question(tmp_path: Path):
    with pytest.raises(LibraryEmpty):
        asyncio.run(Rag(tmp_path / "nothing", embedder=WordEmbedder()).aask(QUESTION))


@pytest.mark.parametrize("how", ["cancel aask", "cancel chain", "leave astream"])
def test_an_async_question_that_is_given_up_stops_the_model(tmp_path: Path, how: str):
    rag_with(tmp_path, ARTICLES).close()
    model = Endless()
    rag = Rag(tmp_path / "library", embedder=WordEmbedder(), model=model)

    async def given_up() -> None:
        if how == "leave astream":
            async with aclosing(rag.astream(QUESTION)) as steps:
                async for step in steps:
                    if step.stage == "writing":
                        break
        else:
            asked = rag.aask(QUESTION) if how == "cancel aask" else rag.chain.ainvoke(QUESTION)
            task = asyncio.ensure_future(asked)
            while not model.chunks:
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(asyncio.wait_for(given_up(), 30))  # it also waits for the thread
    assert model.chunks < 50  # it would write some hundred


class Endless(ScriptedModel):
    """Writes until somebody stops it, at most for half a minute."""

    def _stream(self, *args: object, **kwargs: object) -> Iterator[ChatGenerationChunk]:
        for _ in range(3000):
            self.chunks += 1
            time.sleep(0.01)
            yield ChatGenerationChunk(message=AIMessageChunk("Meta may invest ten billion dollars. [1.1]\n"))


def refusing(folder: Path) -> Rag:
    """A library whose answerer always names one sentence as nearest."""

    def write(question: str, passages: Sequence[Passage]) -> Draft:
        return Draft((), "m", 0.1, nearest=(key_of(passages, "Meta may"),), refusal="The articles do not say.")

    return drafted(folder, ARTICLES, write)


def test_what_an_abstention_names_as_nearest_is_checked_as_a_quote_and_told_apart(tmp_path: Path):
    rag = refusing(tmp_path)
    saved = json.loads(json.dumps(rag.ask("Who is Meta's CFO?").to_dict()))
    assert (saved["abstained"], saved["citations"]) == (True, [])
    assert rag.check(saved) == [Verdict(1, "one", "valid", nearest=True)]
    changed = {
        **saved,
        "nearest": [{**saved["nearest"][0], "quote": saved["nearest"][0]["quote"].replace("ten", "six")}],
    }
    assert [verdict.status for verdict in rag.check(changed)] == ["broken"]
    (tmp_path / "articles" / "one.txt").write_text("A rewritten article. " + ARTICLES["one"])
    rag.ingest(tmp_path / "articles")
    assert [verdict.status for verdict in rag.check(saved)] == ["stale"]
    for wrong in ({"nearest": 3}, {"nearest": [None]}, {"nearest": [{"marker": "1"}]}):
        with pytest.raises(AnswerError):
            rag.check({**saved, **wrong})


def test_the_exact_words_of_a_saved_answer_must_lie_in_its_quote(tmp_path: Path):
    def write(question: str, passages: Sequence[Passage]) -> Draft:
        key = key_of(passages, "Meta may")
        return Draft((Claim("Meta may invest ten billion dollars in Scale AI.", (key,)),), "m", 0.9)

    rag = drafted(tmp_path, ARTICLES, write, "ten billion dollars")
    answer = rag.ask("How many dollars may Meta invest?")
    assert answer.short == "ten billion dollars"
    assert [answer.text[slice(*span)] for span in answer.answer_spans] == ["ten billion dollars"]
    document = answer.to_dict()
    (cited,) = document["citations"]

    def status(**changed: object) -> str:
        (verdict,) = rag.check({**document, "citations": [{**cited, **changed}]})
        return f"{verdict.status} {verdict.reason}".strip()

    assert status() == "valid"
    for outside in ([0, 1000], [5, 5], [-1, 3]):
        assert status(answer=outside) == "broken its exact words are not within the quote"
    for malformed in (["a", "b"], [1], "12", True):
        with pytest.raises(AnswerError, match="exact words that are not two numbers"):
            status(answer=malformed)
    earlier = {name: value for name, value in document.items() if name not in ("answer_spans", "short", "nearest")}
    old = [{name: value for name, value in cited.items() if name != "answer"}]
    assert [verdict.status for verdict in rag.check({**earlier, "citations": old})] == ["valid"]
