from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from helpers.chat_lines import ARTICLES, META, META_SAYS, VOLCANO, Talk
from helpers.drafted_rag import drafted, key_of
from helpers.fakes import WordEmbedder
from helpers.library_builders import rag_with, write_articles

from rag import Rag, Settings
from rag.answering.confidence import THRESHOLD
from rag.types import Draft, Passage, Progress


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with its articles, made once."""
    folder = tmp_path_factory.mktemp("made")
    rag_with(folder, ARTICLES).close()
    return folder


@pytest.fixture
def rag(made: Path, tmp_path: Path) -> Iterator[Rag]:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    opened = Rag(settings=Settings(home=tmp_path / "library"), embedder=WordEmbedder())
    yield opened
    opened.close()


@pytest.fixture
def said(rag: Rag) -> Talk:
    return Talk(rag)


def test_an_answer_comes_with_a_line_for_each_source(said: Talk):
    out, err = said(META)
    assert out.startswith(f"{META_SAYS} [1]")
    assert "\n[1] Meta may invest" in out
    assert "“" not in out
    assert err == ""


def test_a_streamed_answer_is_the_whole_answer(said: Talk, rag: Rag):
    out, _ = said(META)
    assert out.partition("\n\n")[0] == rag.ask(META).text


def test_sources_repeats_the_last_ones_with_what_they_say(said: Talk):
    assert f"    “{META_SAYS}”\n" in said(META, "/sources")[0]


@pytest.mark.parametrize("command", ["/sources", "/show", "/show 1"])
def test_there_are_no_sources_before_a_question_nor_after_an_abstention(said: Talk, command: str):
    assert said(command) == ("", "Nothing has been asked yet.\n")
    assert said(VOLCANO, command)[1] == "There are no sources to show.\n"


@pytest.mark.parametrize("command", ["/why", "/good", "/bad", "/fix 2016", "/save answers.md"])
def test_what_needs_an_answer_says_so_before_there_is_one(said: Talk, command: str):
    assert said(command) == ("", "Nothing has been asked yet.\n")


class Listening(Rag):
    """Records the arguments of each question."""

    heard: list[dict[str, Any]]

    def stream(self, question: str, **kwargs: Any) -> Iterator[Progress]:
        self.heard.append(kwargs)
        yield from super().stream(question, **kwargs)


@pytest.fixture
def ears(rag: Rag) -> Iterator[Listening]:
    opened = Listening(settings=rag.settings, embedder=WordEmbedder())
    opened.heard = []
    yield opened
    opened.close()


def test_a_follow_up_is_asked_with_what_was_said_before_and_new_forgets_it(ears: Listening, rag: Rag):
    Talk(ears)(META, "And Microsoft in OpenAI?", "/new", "Both firms declined?")
    histories: list[Sequence[tuple[str, str]]] = [list(heard["history"]) for heard in ears.heard]
    assert histories[0] == []
    assert histories[1] == [(META, rag.ask(META).plain)]
    assert "[1]" not in histories[1][0][1]
    assert histories[2] == []


def test_a_follow_up_that_was_filled_in_says_how_it_was_understood(said: Talk):
    first, _ = said(META)
    second, _ = said("What about Microsoft?")
    assert "Understood as" not in first
    assert "\nUnderstood as: How many dollars may Microsoft invest in Scale AI, according to Bloomberg?\n" in second


def test_narrowing_goes_with_every_question_until_only_alone_widens_again(ears: Listening):
    talk = Talk(ears)
    assert talk("/only two")[1] == "1 of 2 articles is searched: only two.\n"
    assert talk.conversation.narrowed == "only two"
    talk("/since June 8, 2025", META)
    assert (ears.heard[0]["articles"], ears.heard[0]["since"], ears.heard[0]["until"]) == (("two",), "2025-06-08", None)
    assert talk("/only")[1] == "All 2 articles are searched.\n"
    talk("/until 2025-06-08", "/until", META)
    assert (ears.heard[1]["articles"], ears.heard[1]["since"], ears.heard[1]["until"]) == ((), None, None)
    talk("/as-of 2025-06-30")
    assert talk.conversation.narrowed == "as of 2025-06-30"
    talk(META, "/as-of")
    assert ears.heard[2]["as_of"] == "2025-06-30"
    assert talk.conversation.narrowed == ""


def test_an_answer_comes_from_the_articles_that_are_searched_alone(said: Talk):
    assert META_SAYS in said(META)[0]
    assert META_SAYS not in said("/only two", META)[0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("/only three", "No article is called 'three'."),
        ("/only tw onne", "No article is called 'onne'.\nDid you mean 'one'?"),
        ("/since yesterday", "'yesterday' is not a date.\nWrite dates as 2025-06-08."),
        ("/until 2025-02-30", "'2025-02-30' is not a date."),
        ("/save", "Nothing has been asked yet."),
    ],
)
def test_a_command_that_cannot_be_obeyed_says_why_and_changes_nothing(said: Talk, line: str, message: str):
    assert said(line)[1].startswith(message)
    assert said.conversation.narrowed == ""


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Rag]:
    """A library whose article files the test can change."""
    opened = rag_with(tmp_path / "own", ARTICLES)
    yield opened
    opened.close()


def test_show_opens_a_quote_within_its_article(own: Rag, tmp_path: Path):
    beginning = "The deal\n\nIt began in spring, they say.\n\nNobody knew of it."
    text = f"{beginning} {META_SAYS} It may fail.\n\nThe end is open, they say.\n"
    own.ingest(write_articles(tmp_path / "own" / "articles", {"one": text}))
    out, _ = Talk(own)("/only one", META, "/show 1")
    shown = out.rpartition("[1] ")[2]
    assert f"\n\n    Nobody knew of it. **{META_SAYS}** It may fail.\n\n" in shown
    assert "\n    It began in spring, they say.\n" in shown
    assert "\n    The end is open, they say.\n" in shown
    at = text.index(META_SAYS)
    assert shown.rstrip().endswith(f"one, characters {at} to {at + len(META_SAYS)}")


def test_show_says_which_sources_there_are(said: Talk):
    assert said(META, "/show 7")[1] == "There is no source 7.\nThe last answer has [1] alone.\n"
    assert "**" in said("/show [1]")[0]


def test_show_knows_an_article_that_has_changed_and_one_that_is_gone(own: Rag, tmp_path: Path):
    said = Talk(own)
    said(META)
    own.ingest(
        write_articles(tmp_path / "own" / "articles", {"one": "All is new here, and there is nothing about any deal."})
    )
    assert "the article has changed since" in said("/show 1")[0]
    own.remove(["one"])
    out, err = said("/show 1")
    assert f"“{META_SAYS}”" in out
    assert "no longer in the library" in out
    assert err == ""


def test_why_shows_the_ranked_passages_and_which_were_cited(said: Talk):
    out, _ = said(META, "/why")
    reasons = out.partition("Asked: ")[2]
    assert reasons.startswith(META)
    assert "Understood as" not in reasons
    assert "Confidence: " in reasons
    assert "Withheld" not in reasons
    first, second = (line for line in reasons.splitlines() if " 1. " in line or " 2. " in line)
    assert first.startswith(" 1. score ")
    assert first.endswith(" · [1]")
    assert "[" not in second


def test_why_says_of_an_abstention_where_the_threshold_is(said: Talk):
    assert (
        f"that an answer would have been right; below {THRESHOLD:.0%} an answer is withheld" in said(VOLCANO, "/why")[0]
    )


def test_articles_lists_them_and_finds_some_by_their_words(said: Talk):
    assert [line.split()[0] for line in said("/articles")[0].splitlines() if line] == ["id", "one", "two"]
    assert [line.split()[0] for line in said("/articles OPENAI microsoft")[0].splitlines() if line] == ["id", "two"]
    assert said("/articles zebra")[1] == "No article has these words in its id, title or outlet.\n"


def test_many_articles_are_not_all_listed(rag: Rag, tmp_path: Path):
    rag.ingest(
        write_articles(tmp_path / "many", {f"a{n}": f"Article number {n} speaks of the number {n}." for n in range(70)})
    )
    assert "And 12 more: /articles WORDS finds those you mean.\n" in Talk(rag)("/articles")[0]


def test_help_lists_every_command(said: Talk):
    out, _ = said("/help")
    assert all(name in out for name in said.conversation.commands)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/sourcs", "Did you mean /sources?"),
        ("/art", "Did you mean /articles?"),
        ("/HLEP", "Did you mean /help?"),
        ("/so", "Did you mean /sources?"),
        ("/sa", "It could be /save or /save!."),
        ("/zzz", "Type /help for those there are."),
        ("/", "Type /help for those there are."),
    ],
)
def test_an_unknown_command_gets_a_suggestion_and_is_not_obeyed(said: Talk, typed: str, meant: str):
    assert said(f"{typed} x") == ("", f"There is no command {typed}. {meant}\n")


def test_an_unknown_command_is_repeated_as_harmless_text(said: Talk):
    assert said("/\x1b[31mfoo bar") == (
        "",
        "There is no command /\N{REPLACEMENT CHARACTER}[31mfoo. Type /help for those there are.\n",
    )


@pytest.mark.parametrize("line", ["/QUIT", "/quit now", "exit", "Quit"])
def test_leaving_leaves_what_follows_unread(said: Talk, line: str):
    assert said(line, META) == ("", "")


def test_empty_lines_are_no_questions(said: Talk):
    assert said("", "   ", "\t") == ("", "")


def test_a_question_on_several_lines_is_one_question(ears: Listening, rag: Rag):
    out, _ = Talk(ears)(META.replace(" ", "\n "))
    assert out.startswith(META_SAYS)


def test_save_writes_the_conversation_and_never_over_a_file_by_itself(
    said: Talk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    file = tmp_path / "my answers.md"
    assert said(META, "/save ~/my answers.md")[1] == f"1 question in {file}\n"
    first = file.read_text(encoding="utf-8")
    assert "[^1]: " in first
    assert said(VOLCANO, f'/save "{file}"')[1].startswith(
        f"{file} exists, and is left as it is.\nName another file, or type /save!"
    )
    assert file.read_text(encoding="utf-8") == first
    assert said(f"/save! {file}")[1] == f"2 questions in {file}\n"
    assert VOLCANO in file.read_text(encoding="utf-8")
    assert said("/save")[1].startswith("The file's name is missing.")
    assert sorted(path.name for path in tmp_path.glob("*.md*")) == [file.name]


def test_verdicts_become_cases_beside_the_library(said: Talk, rag: Rag):
    kept = rag.settings.home / "feedback.jsonl"
    assert said(META, "/good")[1] == (
        f"Kept as a case with 1 sentence of evidence: {kept}\n"
        "Its known answer: “ten billion dollars”. /fix ANSWER keeps another.\n"
    )
    assert (
        said("/fix ten billion")[1]
        == f"Kept in place of the earlier verdict as a case with 1 sentence of evidence: {kept}\n"
    )
    assert said(VOLCANO, "/good")[1] == f"Kept as a case that the articles do not answer: {kept}\n"
    cases = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [case["answerable"] for case in cases] == [True, False]
    assert cases[0]["answers"] == ["ten billion"]
    assert cases[1]["history"] == [[META, META_SAYS]]


def test_bad_alone_asks_for_the_right_answer_and_writes_nothing(said: Talk, rag: Rag):
    assert "/fix CORRECT ANSWER" in said(META, "/bad")[1]
    assert not (rag.settings.home / "feedback.jsonl").exists()


class Cut(Rag):
    """Is interrupted after its first claim."""

    closed = False

    def stream(self, question: str, **kwargs: Any) -> Iterator[Progress]:
        try:
            for step in super().stream(question, **kwargs):
                yield step
                if step.stage == "claim":
                    raise KeyboardInterrupt
        finally:
            self.closed = True


def test_an_answer_that_was_stopped_shows_its_sources_and_is_no_part_of_the_conversation(rag: Rag):
    cut = Cut(settings=rag.settings, embedder=WordEmbedder())
    talk = Talk(cut)
    with pytest.raises(KeyboardInterrupt):
        talk(META)
    assert cut.closed
    assert META_SAYS in talk("/show 1")[0]
    assert talk("/good")[1] == "The last question was not answered to the end.\n"
    assert talk("/save x.md")[1] == "Nothing has been asked yet.\n"
    cut.close()


def test_what_an_abstention_names_as_nearest_can_be_opened_and_is_said_to_be_no_answer(tmp_path: Path):
    def write(question: str, passages: Sequence[Passage]) -> Draft:
        return Draft((), "m", 0.1, nearest=(key_of(passages, "Meta may"),), refusal="The articles do not say who.")

    with drafted(tmp_path, ARTICLES, write) as rag:
        said = Talk(rag)
        out, _ = said("Who is Meta's CFO?")
        assert out.startswith(f"The articles do not say who. Nearest: {META_SAYS} [1]\n\nNearest, but no answer:\n[1] ")
        assert said.conversation.citations == (1,)
        for command in ("/show 1", "/sources"):
            shown, _ = said(command)
            assert shown.startswith("Nearest, but no answer:\n[1] ")
            assert META_SAYS in shown
        assert said("/show 2")[0] == ""
        kept = said("/good")[1]
        assert kept.startswith("Kept as a case that the articles do not answer")
