"""The prompts: files in `prompts/` with `$name` variables, and what is put in their place. Pure but for reading the files.

Text of articles is untrusted: it stands in a fence whose name it cannot know, and its brackets are made harmless, so that it can neither
end the fence nor pose as a key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import NamedTuple

from ..errors import SettingsError
from ..files import read_bounded
from ..text.characters import without_invisible
from ..types import Passage

NO_ANSWER = "NO ANSWER"
"""What a model is asked to write when the passages do not answer."""
VARIABLES = {
    "answer": frozenset({"question", "passages", "no_answer"}),
    "condense": frozenset({"question", "history"}),
    "draft": frozenset({"article", "known", "n"}),
}
"""Each prompt with the variables that it must have, all of them and no other."""
LARGEST_PROMPT = 1_000_000
"""Bytes of a prompt's file."""
ANSWERING = ("answer", "condense")
"""Those on which answers depend."""
REPLY_TOKENS = 1024
"""Of the context window, kept free for the reply; of a small window, a quarter."""
HISTORY_TURNS, HISTORY_CHARS = 4, 600
"""Of a conversation, what is shown to make a follow-up stand alone: the last turns, and so much of each answer."""

_HARMLESS = str.maketrans(
    {**dict.fromkeys("[【［⟦〔", "("), **dict.fromkeys("]】］⟧〕", ")"), "<": "‹", ">": "›", "\ue000": None}
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ROUND_KEY = re.compile(r"([(（])(\d{1,3}\.\d{1,3}(?:[\s,;–-]{1,3}\d{1,3}(?:\.\d{1,3})?)*)([)）])")


class Prompt(NamedTuple):
    """What a model is told: its task, and what to do it with. Without a task all is one message."""

    system: str
    user: str


def answer_prompt(question: str, passages: Sequence[Passage], folder: str = "") -> Prompt:
    """`answer.md` with the passages in their fence, each sentence behind its key."""
    return _rendered("answer", folder, question=question, passages=fenced(shown(passages)), no_answer=NO_ANSWER)


def condense_prompt(question: str, history: Sequence[tuple[str, str]], folder: str = "") -> Prompt:
    """`condense.md` with the last turns of the conversation."""
    turns = (
        f"Question: {harmless(asked)[:HISTORY_CHARS]}\nAnswer: {harmless(answered)[:HISTORY_CHARS]}"
        for asked, answered in history
    )
    return _rendered("condense", folder, question=question, history=fenced("\n\n".join(list(turns)[-HISTORY_TURNS:])))


def draft_prompt(text: str, known: Iterable[str], n: int, folder: str = "") -> Prompt:
    """`draft.md` with an article's text as it is, for its sentences are to be copied to the letter, and the questions that exist."""
    listed = "\n".join(f"- {harmless(question)}" for question in known) or "(none)"
    return _rendered("draft", folder, article=fenced(text), known=listed, n=str(n))


def prompt_hashes(folder: str = "") -> dict[str, str]:
    """The SHA-256 of each prompt file that answers depend on, by its name: `{"answer.md": "…", "condense.md": "…"}`."""
    return {f"{name}.md": hashlib.sha256(_prompt_text(name, folder).encode("utf-8")).hexdigest() for name in ANSWERING}


def fitting(question: str, passages: Sequence[Passage], window: int, folder: str = "") -> int:
    """How many of the passages, from the best on, fit into a context window of so many tokens beside the prompt and the reply."""
    room = window - min(REPLY_TOKENS, window // 4) - sum(map(tokens, answer_prompt(question, (), folder)))
    for number in range(len(passages)):
        room -= tokens(_passage(number + 1, passages[number]))
        if room < 0:
            return number
    return len(passages)


def tokens(text: str) -> int:
    """How many tokens the text has at most, guessed: one for three bytes of UTF-8. English has one for four, Chinese one for three."""
    return len(text.encode("utf-8")) // 3 + 1


def shown(passages: Sequence[Passage]) -> str:
    """The passages as a model reads them: a line on where each is from, then its sentences behind their keys."""
    return "\n".join(_passage(number, passage) for number, passage in enumerate(passages, 1))


def _passage(number: int, passage: Passage) -> str:
    attribution = " · ".join(harmless(part) for part in (passage.title, passage.source, passage.published) if part)
    sentences = (f"[{number}.{n}] {harmless(sentence.text)}" for n, sentence in enumerate(passage.sentences, 1))
    return "\n".join([f"Passage {number}: {attribution}", *sentences, ""])


def harmless(text: str) -> str:
    """On one line, without what could pass for a key, a fence or a control token of a chat template (`<|im_end|>`), and without what
    people do not see and models read.
    """
    seen = _UNSEEN.sub("", without_invisible(text)).translate(_HARMLESS)
    return _ROUND_KEY.sub(r"\1 \2 \3", " ".join(seen.split()))


def fenced(text: str) -> str:
    """Between two lines that the text cannot hold: their name is made from its own hash."""
    name = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return f"<text {name}>\n{text}\n</text {name}>"


def _rendered(name: str, folder: str, **values: str) -> Prompt:
    template = _template(name, _prompt_text(name, folder), folder)
    system, divider, user = template.partition("\n---\n")
    parts = (system, user) if divider else ("", system)
    return Prompt(*(Template(part).substitute(values).strip() for part in parts))


@cache
def _template(name: str, text: str, folder: str) -> str:
    """The file's text, checked. Raises `SettingsError` naming the file and the variable."""
    path = _folder(folder) / f"{name}.md"
    template = Template(text)
    if not template.is_valid():
        raise SettingsError(f"The prompt {path} has a $ that begins no variable.", "Write $$ for a dollar sign.")
    found, wanted = set(template.get_identifiers()), VARIABLES[name]
    for which, names in (("lacks", wanted - found), ("has an unknown variable,", found - wanted)):
        if names:
            listed = ", ".join(f"${v}" for v in sorted(wanted))
            raise SettingsError(
                f"The prompt {path} {which} ${min(names)}.", f"Its variables are {listed}; write $$ for a dollar sign."
            )
    return text


def _prompt_text(name: str, folder: str) -> str:
    path = _folder(folder) / f"{name}.md"
    try:
        return read_bounded(path, LARGEST_PROMPT).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or error
        raise SettingsError(
            f"The prompt {path} cannot be read: {why}.", "Put it there, or unset RAG_PROMPTS to use those shipped."
        ) from None


def _folder(folder: str) -> Path:
    if folder:
        return Path(folder).expanduser()
    package = Path(__file__).parents[1]
    installed = package / "prompts"  # a wheel carries them inside the package; a checkout beside it
    return installed if installed.is_dir() else package.parent / "prompts"
