"""The chat's state, and what happens to the next line: a question is answered, a command is run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import RagError
from ..terminal import answers, timelines
from ..terminal.articles import NONE_MATCHES, article_list, matching
from ..terminal.sanitize import one_line, safe
from ..text.dates import read_day
from ..types import Answer, Citation, Filters, Progress
from . import feedback, transcript, views
from .filters import articles_named, counted, described, effect, searched
from .reply import Reply
from .turn import Turn

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from ..evaluation.cases import Case
    from ..service import Rag

LEAVING = ("exit", "quit")
"""Words that leave the chat without a slash; nobody asks them of an article."""


class Command(NamedTuple):
    """A slash command. `run` takes the rest of the line; it returns False to leave the chat."""

    usage: str
    does: str
    run: Callable[[str], bool | None]

    @property
    def name(self) -> str:
        return self.usage.split()[0]


@dataclass
class ChatState:
    """All that changes during a chat."""

    turns: list[Turn]
    """Answered questions, oldest first; a question that was stopped or failed is not among them."""
    shown: tuple[Citation, ...] = ()
    """The quotes on the screen: of the last answer or abstention, or of the part shown before it was stopped."""
    asked: bool = False
    """Whether there was any question, even one that was stopped."""
    judged: Turn | None = None
    """The last question; None if it was stopped or failed."""
    filters: Filters = field(default_factory=Filters)


class Conversation:
    """A chat with a library. It prints `RagError`s and does not raise them."""

    def __init__(self, rag: Rag, out: Console, err: Console, ready: Callable[[], None] = lambda: None) -> None:
        """`ready` is called before each question is asked, and may block until the models are loaded."""
        self._rag, self._out, self._err, self._ready = rag, out, err, ready
        self._state = ChatState([])
        self.commands = {command.name: command for command in self._table()}
        self.failed = False
        """Whether any question or command so far failed."""

    @property
    def narrowed(self) -> str:
        """The filters in a few words; empty without any."""
        return one_line(described(self._state.filters))

    @property
    def citations(self) -> tuple[int, ...]:
        """The markers that `/show` takes now."""
        return tuple(citation.marker for citation in self._state.shown)

    def take(self, line: str) -> bool:
        """Answers a question or runs a command; False if the line leaves the chat."""
        words = " ".join(line.split())
        if words.casefold() in LEAVING:
            return False
        try:
            if words.startswith("/"):
                return self._run_command(line.strip())
            if words:
                self._ask(words)
        except RagError as error:
            self.failed = True
            complain(self._err, error)
        return True

    def _run_command(self, line: str) -> bool:
        word, *rest = line.split(maxsplit=1)
        command = self.commands.get(word.casefold())
        if command is None:
            self.failed = True
            self._err.print(f"There is no command {one_line(word)}. {suggestion(word.casefold(), list(self.commands))}")
            return True
        return command.run(rest[0].strip() if rest else "") is not False

    # Questions

    def _ask(self, question: str) -> None:
        state = self._state
        state.shown, state.judged, state.asked = (), None, True
        history = tuple((turn.question, turn.answer.plain) for turn in state.turns)
        answer = self._streamed(question, history)
        state.shown, state.judged = answer.quoted, Turn(question, answer, history, state.filters)
        state.turns.append(state.judged)

    def _streamed(self, question: str, history: tuple[tuple[str, str], ...]) -> Answer:
        filters = self._state.filters
        with Reply(self._out) as reply:

            def heard(step: Progress) -> None:
                if step.stage == "searching":
                    found = searched(filters, self._rag.articles())
                    reply.meanwhile(f"Searching {counted(len(found))}…")
                self._state.shown += step.citations

            reply.meanwhile("Getting ready…")
            self._ready()
            steps = self._rag.stream(question, history=history, **asdict(filters))
            answer = reply.follow(steps, heard)
        whole = reply.text == answer.text  # False for an abstention, which has no claims
        self._out.print(answers.below_short_answer(answer) if whole else answers.short_answer(answer))
        for remark in answers.remarks(answer, "/why"):
            self._err.print(remark)
        self._out.print()
        return answer

    # Commands

    def _table(self) -> list[Command]:
        return [
            Command("/show [N]", "show source N within its article; without N: all sources", self._show),
            Command("/sources", "list the last answer's sources with their quotes", self._citations),
            Command("/timeline TOPIC", "the dated steps of a story", self._timeline),
            Command("/why", "show the ranked passages with their scores, and the withheld claims", self._why),
            Command(
                "/articles [WORDS]",
                "list the articles, or those with these words in id, title or outlet",
                self._articles,
            ),
            Command("/only [ID…]", "search only these articles; without ID: all of them, of any day", self._only),
            Command(
                "/since [DATE]",
                "search articles from this day on; without DATE: no first day",
                partial(self._bound, "since"),
            ),
            Command(
                "/until [DATE]",
                "search articles up to this day; without DATE: no last day",
                partial(self._bound, "until"),
            ),
            Command("/as-of [DATE]", "answer as on this day; without DATE: as today", partial(self._bound, "as_of")),
            Command("/new", "forget the conversation so far", self._new),
            Command("/save FILE.md", "write the conversation to a file, its sources as footnotes", self._save),
            Command(
                "/save! FILE.md", "the same, replacing an existing file", lambda words: self._save(words, replace=True)
            ),
            Command("/good", "the last answer or abstention was right: keep it as a case for rag eval", self._good),
            Command("/bad", "the last answer was wrong; /fix then keeps a case", self._bad),
            Command(
                "/fix ANSWER",
                f"keep ANSWER as the right one; {feedback.UNANSWERED} if the articles do not answer",
                self._fix,
            ),
            Command("/help", "show this list", self._help),
            Command("/quit", "leave the chat, as Ctrl-D does", lambda _: False),
        ]

    def _show(self, words: str) -> None:
        shown = {str(citation.marker): citation for citation in self._shown_citations()}
        numbers = words.replace("[", " ").replace("]", " ").replace(",", " ").split() or list(shown)
        if unknown := next((number for number in numbers if number not in shown), None):
            last = f"[1] to [{len(shown)}]" if len(shown) > 1 else "[1] alone"
            raise RagError(f"There is no source {unknown}.", f"The last answer has {last}.")
        self._say_if_no_answer()
        for number in dict.fromkeys(numbers):
            self._out.print(self._opened(shown[number]))
            self._out.print()

    def _opened(self, citation: Citation) -> RenderableType:
        if self._rag.text_of(citation.article_id, citation.sha256) is None:
            return views.opened(citation, None, None)
        current = self._rag.versions(citation.article_id)
        article = self._rag.article(citation.article_id, citation.sha256)
        return views.opened(citation, article, current[0] if current else None)

    def _shown_citations(self) -> tuple[Citation, ...]:
        if not self._state.shown:
            raise Unsuited("There are no sources to show." if self._state.asked else "Nothing has been asked yet.")
        return self._state.shown

    def _say_if_no_answer(self) -> None:
        if self._state.judged and self._state.judged.answer.abstained:
            self._out.print(answers.no_answer())

    def _citations(self, _: str) -> None:
        shown = self._shown_citations()
        self._say_if_no_answer()
        self._out.print(answers.citations(shown, address_of=self._rag.address_of))
        self._out.print()

    def _timeline(self, topic: str) -> None:
        if not topic:
            raise RagError("The story is missing.", "Type /timeline TOPIC")
        filters = self._state.filters
        self._ready()
        found = self._rag.timeline(topic, articles=filters.articles, since=filters.since, until=filters.until)
        self._state.shown = tuple(step.citation for step in found.steps)
        self._out.print(timelines.timeline(found))
        self._out.print()

    def _why(self, _: str) -> None:
        turn = self._last()
        self._out.print(views.reasons(turn.answer, described(turn.filters)))
        self._out.print()

    def _last(self) -> Turn:
        if self._state.judged is None:
            raise Unsuited(
                "The last question was not answered to the end." if self._state.asked else "Nothing has been asked yet."
            )
        return self._state.judged

    def _articles(self, words: str) -> None:
        entries = self._rag.articles()
        found = matching(entries, words)
        if not found:
            raise Unsuited(NONE_MATCHES)
        self._out.print(article_list(found[: views.LISTED], self._out.width))
        if len(found) > views.LISTED:
            self._out.print(f"And {len(found) - views.LISTED:,} more: /articles WORDS finds those you mean.")
        if self._state.filters != Filters():
            self._out.print(one_line(effect(self._state.filters, entries)))
        self._out.print()

    def _only(self, words: str) -> None:
        named = articles_named(words, self._rag.articles())
        self._narrow(replace(self._state.filters, articles=named) if named else Filters())

    def _bound(self, name: str, words: str) -> None:
        bounds: dict[str, Any] = {name: read_day(words) if words else None}
        self._narrow(replace(self._state.filters, **bounds))

    def _narrow(self, filters: Filters) -> None:
        self._state.filters = filters
        self._err.print(one_line(effect(filters, self._rag.articles())))

    def _new(self, _: str) -> None:
        self._state = ChatState([], filters=self._state.filters)
        self._err.print("Forgotten. The next question stands alone.")

    def _save(self, words: str, *, replace: bool = False) -> None:
        if not self._state.turns:
            raise Unsuited("Nothing has been asked yet.")
        path = transcript.path_named(words)
        transcript.save(path, transcript.markdown(self._state.turns, self._rag.address_of), replace=replace)
        number = len(self._state.turns)
        self._err.print(f"{number} question{'s' * (number != 1)} in {one_line(str(path))}", soft_wrap=True)

    def _good(self, _: str) -> None:
        case = feedback.approved(self._last())
        self._keep(case)
        if case.answers:
            self._err.print(f"Its known answer: “{one_line(case.answers[0])}”. /fix ANSWER keeps another.")

    def _bad(self, _: str) -> None:
        raise feedback.unkept(self._last())

    def _fix(self, words: str) -> None:
        self._keep(feedback.corrected(self._last(), words))

    def _keep(self, case: Case) -> None:
        path = self._rag.settings.folder / feedback.NAME
        place = " in place of the earlier verdict" if feedback.keep(path, case) else ""
        self._err.print(f"Kept{place} as a case {_nature(case)}: {one_line(str(path))}", soft_wrap=True)

    def _help(self, _: str) -> None:
        table = [(command.usage, command.does) for command in self.commands.values()]
        self._out.print(views.help_lines(table, self._out.width))
        self._out.print()


class Unsuited(RagError):
    """A command that has nothing to work on now; unlike other errors it is not printed in red."""


def suggestion(word: str, names: list[str]) -> str:
    """What to type instead of an unknown command."""
    from difflib import get_close_matches

    begun = [name for name in names if name.startswith(word)] if len(word) > 1 else []
    meant = begun or get_close_matches(word, names, n=1, cutoff=0.7)
    if len(meant) == 1:
        return f"Did you mean {meant[0]}?"
    return f"It could be {', '.join(meant[:-1])} or {meant[-1]}." if meant else "Type /help for those there are."


def complain(err: Console, error: RagError) -> None:
    """Prints an error and its hint."""
    err.print(safe(error.message), style="" if isinstance(error, Unsuited) else "bold red")
    if error.hint:
        err.print(safe(error.hint))


def _nature(case: Case) -> str:
    if not case.answerable:
        return "that the articles do not answer"
    number = len(case.evidence)
    return (
        f"with {number} sentence{'s' * (number != 1)} of evidence"
        if number
        else "without evidence, as no retrieved sentence says it"
    )
