"""The prompts: files in prompts/ with `$name` variables, and the values of these. Pure but for reading the files.

The text of articles is untrusted. It stands in a fence whose name it cannot know, and its brackets are replaced: it can
neither end the fence nor pose as a key.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from string import Template
from typing import NamedTuple

from ...errors import SettingsError
from ...files import read_bounded
from ...text.characters import without_invisible
from ...types import DraftSide, Passage

NO_ANSWER = "NO ANSWER"
"""What the model is told to write if the passages do not answer."""
KEYS_BEHIND = (
    "After each sentence of yours put the key, or the keys, of the sentences that say it: "
    '"The mine opened in 1911 [2.3][4.1]."'
)
"""How the model is told to cite; citation_keys.py reads it."""
NO_ANSWER_JSON = '{"claims": [], "answered": false}'
KEYS_APART = (
    "Write JSON and nothing else: "
    '{"claims": [{"text": "The mine opened in 1911.", "keys": ["2.3", "4.1"]}], "answered": true}. '
    "Each claim is one sentence of yours, without keys in it, and the keys of the sentences that say it."
)
"""The same two for a reply in JSON; claim_objects.py reads it. Without a whole sentence in the example, a small model
writes values instead of sentences."""
VARIABLES = {
    "answer": frozenset({"question", "passages", "form", "no_answer"}),
    "condense": frozenset({"question", "history"}),
    "draft": frozenset({"article", "known", "n"}),
}
"""The variables of each prompt: a file must have exactly these."""
LARGEST_PROMPT = 1_000_000
"""Bytes of a prompt's file."""
ANSWERING = ("answer", "condense")
"""The prompts that answers depend on."""
HISTORY_TURNS, HISTORY_CHARS = 4, 600
"""The last turns, and the characters of each question and answer, that are shown to make a follow-up stand alone."""

_HARMLESS = str.maketrans(
    {**dict.fromkeys("[【［⟦〔", "("), **dict.fromkeys("]】］⟧〕", ")"), "<": "‹", ">": "›", "\ue000": None}
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ROUND_KEY = re.compile(r"([(（])(\d{1,3}\.\d{1,3}(?:[\s,;–-]{1,3}\d{1,3}(?:\.\d{1,3})?)*)([)）])")


class Prompt(NamedTuple):
    """The messages to a model; an empty `system` means that there is only the user's."""

    system: str
    user: str


def answer_prompt(
    question: str,
    passages: Sequence[Passage],
    folder: str = "",
    *,
    sides: Sequence[DraftSide] = (),
    as_json: bool = False,
) -> Prompt:
    """`answer.md` with the fenced passages, each sentence after its key, and how the reply is to be written.

    The `sides` are named below the fence by their keys alone, as their words are the articles'.
    """
    form, no_answer = (KEYS_APART, NO_ANSWER_JSON) if as_json else (KEYS_BEHIND, NO_ANSWER)
    told = fenced(shown(passages)) + _disagreement(sides)
    return _rendered("answer", folder, question=question, passages=told, form=form, no_answer=no_answer)


def condense_prompt(question: str, history: Sequence[tuple[str, str]], folder: str = "") -> Prompt:
    """`condense.md` with the last turns of the conversation."""
    turns = (
        f"Question: {harmless(asked)[:HISTORY_CHARS]}\nAnswer: {harmless(answered)[:HISTORY_CHARS]}"
        for asked, answered in history
    )
    return _rendered("condense", folder, question=question, history=fenced("\n\n".join(list(turns)[-HISTORY_TURNS:])))


def draft_prompt(text: str, known: Iterable[str], n: int, folder: str = "") -> Prompt:
    """`draft.md` with the existing questions and the article's unchanged text, as the model must copy its sentences."""
    listed = "\n".join(f"- {harmless(question)}" for question in known) or "(none)"
    return _rendered("draft", folder, article=fenced(text), known=listed, n=str(n))


def prompt_hashes(folder: str = "") -> dict[str, str]:
    """The SHA-256 of each prompt file that answers depend on: `{"answer.md": "…", "condense.md": "…"}`."""
    return {f"{name}.md": hashlib.sha256(_prompt_text(name, folder).encode("utf-8")).hexdigest() for name in ANSWERING}


def fitting(question: str, passages: Sequence[Passage], window: int, reply: int, folder: str = "") -> int:
    """How many passages, best first, fit into a context window of `window` tokens.

    Beside them are the prompt and a reply of `reply` tokens, or of a quarter of the window if that is less.
    """
    room = window - min(reply, window // 4) - sum(map(tokens, answer_prompt(question, (), folder, as_json=True)))
    for number in range(len(passages)):
        room -= tokens(_passage(number + 1, passages[number]))
        if room < 0:
            return number
    return len(passages)


def tokens(text: str) -> int:
    """A high estimate of the tokens: one per three bytes of UTF-8. English has one per four, Chinese one per three."""
    return len(text.encode("utf-8")) // 3 + 1


def shown(passages: Sequence[Passage]) -> str:
    """The passages as a model reads them: a line with each one's origin, then its sentences after their keys."""
    return "\n".join(_passage(number, passage) for number, passage in enumerate(passages, 1))


def _disagreement(sides: Sequence[DraftSide]) -> str:
    if not sides:
        return ""
    against = " against ".join("".join(f"[{key}]" for key in side.keys) for side in sides)
    told = f"These sentences disagree on the answer, the newest first: {against}."
    return f"\n\n{told} Give what each side says, with its key."


def _passage(number: int, passage: Passage) -> str:
    attribution = " · ".join(harmless(part) for part in (passage.title, passage.source, passage.published) if part)
    sentences = (f"[{number}.{n}] {harmless(sentence.text)}" for n, sentence in enumerate(passage.sentences, 1))
    return "\n".join([f"Passage {number}: {attribution}", *sentences, ""])


def harmless(text: str) -> str:
    """The text on one line, without keys, fences, control tokens (`<|im_end|>`) and invisible characters.

    Models read invisible characters that people do not see.
    """
    seen = _UNSEEN.sub("", without_invisible(text)).translate(_HARMLESS)
    return _ROUND_KEY.sub(r"\1 \2 \3", " ".join(seen.split()))


def fenced(text: str) -> str:
    """The text between two lines that it cannot contain, as they are named by its own hash."""
    name = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
    return f"<text {name}>\n{text}\n</text {name}>"


def _rendered(name: str, folder: str, **values: str) -> Prompt:
    template = _template(name, _prompt_text(name, folder), folder)
    system, divider, user = template.partition("\n---\n")
    parts = (system, user) if divider else ("", system)
    return Prompt(*(Template(part).substitute(values).strip() for part in parts))


@cache
def _template(name: str, text: str, folder: str) -> str:
    """The file's text, after a check of its variables. Raises `SettingsError`."""
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
    package = Path(__file__).parents[2]
    installed = package / "prompts"  # a wheel carries them inside the package; a checkout beside it
    return installed if installed.is_dir() else package.parent / "prompts"
