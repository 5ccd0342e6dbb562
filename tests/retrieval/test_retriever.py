from __future__ import annotations

from pathlib import Path

import pytest
from helpers.library_builders import rag_with, write_articles

from rag import Rag
from rag.errors import LibraryEmpty, SettingsError, UnknownArticle

ARTICLES = {
    "cats": "---\ntitle: Cats\nsource: Animal Weekly\npublished: 2025-01-05\n---\n\n"
    "Cats purr when they are content. They sleep for most of the day.",
    "dogs": "---\ntitle: Dogs\nsource: Animal Daily\npublished: 2025-03-01\n---\n\n"
    "Dogs bark at strangers. They sleep at night in a basket.",
    "banks": "Central banks set interest rates. The bank of England raised its rate to 5.25 percent in August.",
}


@pytest.fixture(scope="module")
def rag(tmp_path_factory: pytest.TempPathFactory) -> Rag:
    return rag_with(tmp_path_factory.mktemp("articles"), ARTICLES)


def ids(passages: list) -> list[str]:
    return [p.article_id for p in passages]


def test_the_passage_that_shares_the_questions_words_comes_first(rag: Rag):
    passages = rag.retrieve("When do cats purr?")
    assert passages[0].article_id == "cats"
    assert passages == sorted(passages, key=lambda p: -p.score)


def test_a_passage_is_a_slice_of_its_article_and_says_where_it_is_from(rag: Rag):
    for p in rag.retrieve("Who sleeps?"):
        article = rag.article(p.article_id)
        assert article.text[p.start : p.end] == p.text
        assert p.lead and article.text.startswith(p.lead)
        assert (p.sha256, p.title, p.source, p.published) == (
            article.sha256,
            article.title,
            article.source,
            article.published,
        )
        assert all(article.text[s.start : s.end] == s.text for s in p.sentences)


def test_k_limits_the_passages(rag: Rag):
    assert len(rag.retrieve("sleep", k=1)) == 1
    assert len(rag.retrieve("sleep", k=99)) == 3


def test_filters_keep_to_articles_outlets_and_days(rag: Rag):
    assert ids(rag.retrieve("sleep", articles=["dogs"])) == ["dogs"]
    assert ids(rag.retrieve("sleep", sources=["animal WEEKLY"])) == ["cats"]
    assert ids(rag.retrieve("sleep", since="2025-02-01")) == ["dogs"]
    assert ids(rag.retrieve("sleep", until="2025-01-05")) == ["cats"]
    assert set(ids(rag.retrieve("sleep", since="2025-01-01", until="2025-12-31"))) == {"cats", "dogs"}


def test_a_filter_by_an_article_that_does_not_exist_says_which_was_meant(rag: Rag):
    with pytest.raises(UnknownArticle, match="dog") as caught:
        rag.retrieve("sleep", articles=["dog"])
    assert "dogs" in caught.value.hint


def test_a_filter_by_an_outlet_that_does_not_exist_names_those_there_are(rag: Rag):
    with pytest.raises(UnknownArticle, match="Nope") as caught:
        rag.retrieve("sleep", sources=["Nope"])
    assert caught.value.hint == "The outlets are: Animal Daily, Animal Weekly."


def test_of_many_outlets_the_error_says_how_many_more_there_are(rag: Rag, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("rag.library.reader.NAMED", 1)
    with pytest.raises(UnknownArticle) as caught:
        rag.retrieve("sleep", sources=["Nope"])
    assert caught.value.hint == "The outlets are: Animal Daily and 1 more."


def test_scores_do_not_depend_on_the_order_of_ingest(rag: Rag, tmp_path: Path):
    other = rag_with(tmp_path / "other", {"banks": ARTICLES["banks"]})
    other.ingest(write_articles(tmp_path / "later", {k: ARTICLES[k] for k in ("dogs", "cats")}))
    for question in ("When do cats purr?", "Who sleeps?", "bank rate in August"):
        assert [(p.article_id, p.start, p.score) for p in rag.retrieve(question)] == [
            (p.article_id, p.start, p.score) for p in other.retrieve(question)
        ]


@pytest.mark.parametrize(
    "question", ["a", "?!", "the of and", "AND OR NOT (", '"', "title:cats^2", "😀", "\x00", "x" * 5000]
)
def test_any_text_is_a_question(rag: Rag, question: str):
    assert isinstance(rag.retrieve(question), list)


def test_an_empty_question_is_refused(rag: Rag):
    with pytest.raises(SettingsError, match="empty"):
        rag.retrieve("  \n")


@pytest.mark.parametrize("day", ["08/06/2025", "2025-13-01", "", "yesterday"])
def test_a_date_that_is_none_is_refused(rag: Rag, day: str):
    with pytest.raises(SettingsError, match="not a date"):
        rag.retrieve("sleep", since=day)


def test_a_library_without_articles_says_how_to_fill_it(tmp_path: Path):
    with pytest.raises(LibraryEmpty) as caught:
        Rag(home=tmp_path / "none").retrieve("anything")
    assert "rag ingest" in caught.value.hint
    assert not (tmp_path / "none").exists()


def test_a_misspelt_word_is_read_as_the_librarys_own(rag: Rag):
    assert rag.retrieve("When do cats purrr?")[0].article_id == "cats"
    answer = rag.ask("Which bnak of England rate was raised in August?")
    assert answer.understood == "Which bank of England rate was raised in August?"


def test_a_synonym_counts_for_a_word_that_is_not_there(rag: Rag):
    raised, unrelated = (
        rag.retrieve(question, articles=["banks"])[0].lexical
        for question in ("Who increased rates?", "Who photographed rates?")
    )
    assert raised > unrelated


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("地铁三号线总投资多少？", "总投资198亿元人民币"),
        ("ロープウェイの費用はいくらですか？", "費用は30億円"),
        ("다리 건설비는 얼마입니까?", "다리 건설비는 500억 원"),
    ],
)
def test_a_question_finds_its_words_where_no_spaces_part_them(tmp_path: Path, question: str, said: str):
    articles = {
        "zh": "青岚市交通局周一宣布，三号线明年通车。\n\n全线长32公里，地铁三号线总投资198亿元人民币。\n\n票价三元起。",
        "zh2": "市民李女士表示很高兴。\n\n二号线推迟了十八个月，投资不明。",
        "ja": "青葉町は1日に発表した。\n\nロープウェイの費用は30億円になる。\n\n町議会の野党議員は反対した。",
        "ko": "시장은 월요일 발표했다.\n\n다리 건설비는 500억 원이다.\n\n야당은 반대했다.",
    }
    found = rag_with(tmp_path, articles).retrieve(question)
    best = max((s for passage in found for s in passage.sentences), key=lambda s: s.score)
    assert said in best.text


def test_a_question_without_accents_shares_the_same_words(tmp_path: Path):
    text = "Mehmet Şimşek met Łukasz Żurek in Gdańsk. Ørsund Wærk paid ６，４１２ crowns in Straßfurt."
    rag = rag_with(tmp_path, {"a": text, "b": "Cats purr when they are content."})
    pairs = (
        ("Who did Mehmet Şimşek meet?", "Who did Mehmet Simsek meet?"),
        ("What did Ørsund Wærk pay in Straßfurt?", "What did Orsund Waerk pay in Strassfurt?"),
        ("Whom did Łukasz Żurek meet in Gdańsk?", "Whom did Lukasz Z\u0307urek meet in Gdansk?"),
    )
    for one, other in pairs:
        assert rag.retrieve(one)[0].lexical == rag.retrieve(other)[0].lexical > 0.5
        assert rag.ask(other).understood is None


@pytest.mark.parametrize("question", ["Wie viel zahlt die Stadt für das Stadion?", "¿Cuánto paga la cuidad?", "Wann?"])
def test_only_a_question_in_english_is_respelt(rag: Rag, question: str):
    assert rag.ask(question).understood in (None, question)


def test_of_two_sentences_that_say_the_same_the_one_in_the_readers_language_comes_first(tmp_path: Path):
    german = "Der Betriebsrat von Norvex begrüßte die Entscheidung der Firma über Lindenau."
    english = "The works council (Betriebsrat) of Norvex welcomed the decision on Lindenau."
    rag = rag_with(tmp_path, {"both": f"{german}\n\n{english}"})
    for question, said in (
        ("What did the Betriebsrat say on Lindenau?", english),
        ("Was sagte der Betriebsrat über Lindenau?", german),
    ):
        found = (sentence for passage in rag.retrieve(question) for sentence in passage.sentences)
        assert max(found, key=lambda sentence: sentence.score).text == said
