"""A question's words taken apart: what is asked, the auxiliary, the subject, the rest. English, by rules. Pure.

Where the subject ends shows only by its verb, "the water board | close the mill". In doubt there is no clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from ...verification.verbs import AUXILIARIES, BE, DO, HAVE, MODALS, is_participle, past

PREPOSITIONS = frozenset(
    "about above across after against along among around as at before behind below beneath beside between beyond by"
    " during for from in inside into near of off on onto out outside over past per since through to toward towards"
    " under until up upon via with within without".split()
)
DETERMINERS = frozenset(
    "a all an any both each every his her its my no our some that the their these this those your".split()
)
_BEFORE_A_NOUN = (DETERMINERS | PREPOSITIONS) - {"all", "both", "each"}
PRONOUNS = frozenset(
    "he i it she they we you there anyone anybody anything everyone someone nobody people this that".split()
)
ADVERBS = frozenset(
    "actually also already always eventually ever finally first just last never now officially only originally"
    " reportedly still then usually yet".split()
)
_OBJECTS = DETERMINERS | {"him", "me", "them", "us", "it", "you", "her"}
_SUBORDINATING = frozenset("when while if because who whose which that where whether what how".split())
_PARTICLES = frozenset("back down home place part".split())
"""Words beside a verb, "come down", that could be verbs themselves."""
_NO_NOUNS = frozenset(
    "become begin bring buy choose come eat forget get give go grow have hear keep know lend lose make meet pay say see"
    " sell send speak spend steal teach tell think throw understand write".split()
)
"""Verbs that are seldom nouns, so that a word of a subject is no other verb."""
_BEFORE_A_VERB = frozenset("being going supposed able meant".split())
_OF_A_STATE = frozenset("still now also already currently usually often".split())
_NOUNS_IN_ING = frozenset(
    "thing something anything nothing everything king ring string spring wing during morning evening ceiling".split()
)
_JOINING = frozenset("and or but nor than to who which whose that".split())
_STATES = frozenset(
    "able absent afraid alive allowed available aware bankrupt closed dangerous dead different due eligible famous"
    " free guilty ill illegal important known legal likely located missing necessary open popular possible ready"
    " related responsible safe set sick significant similar supposed sure true unable unlikely unsafe useful worried"
    " worth wrong".split()
)
"""Adjectives that often follow "is", without a noun after them."""
_SHORT_SUBJECTS = frozenset("who whom what which whose".split())


class Clause(NamedTuple):
    """Its parts, as the question writes them but for the case of its first word."""

    asked: str
    """The interrogative phrase, "how many people", or empty in a yes/no question."""
    auxiliary: str
    """Empty where what is asked is the subject of a plain verb: "who founded it"."""
    subject: str
    """Empty where what is asked is the subject."""
    rest: str

    @property
    def asks_for_its_subject(self) -> bool:
        """Whether what is asked is the subject: "who leads Scale AI", "how many people were hurt"."""
        return bool(self.asked) and not self.subject


def clause_of(question: str) -> Clause | None:
    """The parts of one plain question without negation; None if they are unsure."""
    words = question.strip(" ?!.").split()
    if not words or re.search(r"(?i)\bnot\b|n['’]t\b|[?!;:]", " ".join(words)):
        return None
    words[0] = words[0].lower()
    if short := re.fullmatch("(who|what|where|when|how)['’]s", words[0]):
        if words[1:] and is_participle(words[1]):  # "is" or "has"
            return None
        words[:1] = [short[1], "is"]
    if words[0] in AUXILIARIES:
        return _inverted("", words)
    length = _asked_length(words)
    if not length or length == len(words):
        return None
    asked, after = words[:length], words[length:]
    if after[0] not in AUXILIARIES:
        return Clause(" ".join(asked), "", "", " ".join(after)) if _may_be_subject(asked) else None
    if _may_be_subject(asked) and (_continues(after) or _owns(after)):
        return Clause(" ".join(asked), after[0], "", " ".join(after[1:]))
    return _inverted(" ".join(asked), after)


def _asked_length(words: Sequence[str]) -> int:
    """How many words ask: those up to the auxiliary, or the interrogative alone before a plain verb; 0 if none do."""
    at = 1 if words[0] in PREPOSITIONS and len(words) > 1 else 0
    if not re.fullmatch(r"(?i)who|whom|what|which|whose|when|where|why|how", words[at]):
        return 0
    if words[at].lower() in ("who", "whom", "when", "where", "why") or words[at + 1 : at + 2] == []:
        return at + 1
    found = next((n for n in range(at + 1, min(len(words), at + 8)) if words[n] in AUXILIARIES), None)
    if found is not None:
        return found
    verb = next((n for n in range(at + 1, len(words)) if _is_finite(words, n, at)), None)
    return verb if verb is not None else 0


def _is_finite(words: Sequence[str], n: int, at: int) -> bool:
    """Whether the word is the verb of what is asked: "bought" in "which company bought"; "what happened"."""
    if n == at + 1:
        return words[at].lower() == "what" and words[n].endswith(("ed", "s"))
    if words[n - 1] in DETERMINERS | PREPOSITIONS or not words[n].islower():
        return False
    ends_in_s = words[n - 1].endswith("s")
    return is_participle(words[n]) or (past(words[n]) is not None if ends_in_s else words[n].endswith("s"))


def _may_be_subject(asked: Sequence[str]) -> bool:
    if asked[0] in _SHORT_SUBJECTS - {"whom"}:
        return True
    return asked[0] == "how" and len(asked) > 1 and asked[1] in ("many", "much")


def _continues(after: Sequence[str]) -> bool:
    """Whether the auxiliary's verb follows it at once, so that what is asked is the subject: "who was killed"."""
    auxiliary, *rest = after
    while rest and is_adverb(rest[0]):
        rest = rest[1:]
    if not rest or auxiliary in DO or _opens_a_noun(rest[0]):
        return False
    if auxiliary in BE:
        return is_participle(rest[0]) or rest[0].endswith("ing") or rest[0] in PREPOSITIONS | _STATES | {"being"}
    if auxiliary in HAVE:
        return is_participle(rest[0]) or rest[0] == "been"
    return rest[0] in ("be", "have") or (past(rest[0]) is not None and not _bare_verb(rest[1] if rest[1:] else ""))


def _owns(after: Sequence[str]) -> bool:
    """Whether "has" is the whole verb: "which firm has the higher revenue"."""
    return after[0] in HAVE and after[1:2] != [] and after[1] in DETERMINERS and not any(map(is_participle, after))


def _opens_a_noun(word: str) -> bool:
    return word in DETERMINERS | PRONOUNS or not word[:1].islower() or word.endswith(("'s", "’s"))


def _inverted(asked: str, after: Sequence[str]) -> Clause | None:
    auxiliary, words = after[0], after[1:]
    if not words:
        return None
    if auxiliary in BE:
        return _with_be(asked, auxiliary, words)
    within = words[: _main_length(words)]
    if auxiliary in MODALS and "be" in within[1:]:
        return _split(asked, auxiliary, words, _before_adverbs(words, words.index("be", 1)))
    return _split(asked, auxiliary, words, _verb_at(within, is_participle if auxiliary in HAVE else _bare_verb))


def _split(asked: str, auxiliary: str, words: Sequence[str], at: int | None) -> Clause | None:
    return None if at is None else Clause(asked, auxiliary, " ".join(words[:at]), " ".join(words[at:]))


def _with_be(asked: str, auxiliary: str, words: Sequence[str]) -> Clause | None:
    first, _, noun = asked.partition(" ")
    within = words[: _main_length(words)]
    at = _verb_at(within, _after_be)
    if at is not None and at > 2 and words[at - 2 : at] == ["to", "be"]:
        at -= 2
    if first in _SHORT_SUBJECTS - {"whom"}:
        if at is not None and _is_last_verb(within, at):
            return _split(asked, auxiliary, words, at)
        if noun or (
            first == "which" and not _opens_a_noun(words[0])
        ):  # "which company is the largest", but "what colour is the car"
            return Clause(asked, auxiliary, "", " ".join(words)) if first != "what" else None
        participles = _participles(within)
        doubtful = first != "who" and (participles > 1 or (participles and "of" not in within))
        return _copula(asked, auxiliary, words) if not doubtful and words[-1] not in PREPOSITIONS else None
    if at is not None:
        return _split(asked, auxiliary, words, at)
    if first in ("when", "where") or (first == "how" and noun):
        named = _subject_length(words) if first == "how" else 0
        if named and named < len(words):
            return _split(asked, auxiliary, words, named)
        return _copula(asked, auxiliary, words) if not _participles(within) else None
    named = _subject_length(words)
    return _split(asked, auxiliary, words, named) if named and named < len(words) else None


def _copula(asked: str, auxiliary: str, words: Sequence[str]) -> Clause | None:
    """All that follows "is" is its subject, but for a clause of time: "who was the leader when they came"."""
    if not _opens_a_noun(words[0]) or not _OF_A_STATE.isdisjoint(words[1:-1]) or re.search(",|to be", " ".join(words)):
        return None
    time = next((n for n, word in enumerate(words) if n and word in ("when", "while", "if", "because")), len(words))
    return _split(asked, auxiliary, words, time)


def _participles(words: Sequence[str]) -> int:
    """How many words may be the question's participle; after "the" it is a noun, "the hearing"."""
    return sum(_after_be(word) and before not in _BEFORE_A_NOUN for before, word in pairwise(words))


def _is_last_verb(words: Sequence[str], at: int) -> bool:
    """Whether the participle is the question's verb: "what is it called", not "who is the man called Smith"."""
    after = words[at + 1 :]
    stranded = bool(after) and after[0] in PREPOSITIONS and (len(after) == 1 or after[1] in PREPOSITIONS)
    if words[at] in _BEFORE_A_VERB:
        return True
    return not after or stranded or (len(after) == 2 and after[1] in PREPOSITIONS)


def _main_length(words: Sequence[str]) -> int:
    """Words before the first subordinate clause, whose verb is not the question's."""
    return next((n for n, word in enumerate(words) if n and word in _SUBORDINATING), len(words))


def _after_be(word: str) -> bool:
    return is_participle(word) or (word.endswith("ing") and word not in _NOUNS_IN_ING) or word in _STATES


def _bare_verb(word: str) -> bool:
    if word in _OBJECTS | ADVERBS | PREPOSITIONS | _PARTICLES or is_adverb(word):
        return False
    return past(word) is not None or word == "be"


def _verb_at(words: Sequence[str], is_wanted: Callable[[str], bool]) -> int | None:
    """Where the verb stands after its subject; None if nothing shows it or two words may be it."""
    named = _subject_length(words)
    if named and named < len(words):
        at = named
        while at < len(words) - 1 and is_adverb(words[at]):
            at += 1
        if is_wanted(words[at]):
            return named
        if words[at] in PREPOSITIONS:
            return None if named == 1 and words[0] in PRONOUNS else _only(words, is_wanted)
    return _only(words, is_wanted)


def _only(words: Sequence[str], is_wanted: Callable[[str], bool]) -> int | None:
    found = [n for n in range(1, len(words)) if _is_verb(words, n, is_wanted)]
    if not found:
        return None
    after = words[found[0] + 1] if found[0] + 1 < len(words) else ""
    is_sure = words[found[0]] in _NO_NOUNS | _BEFORE_A_VERB or _opens_an_object(after)
    if len(found) > 1 and not is_sure:
        return None
    return _before_adverbs(words, found[0])


def _opens_an_object(word: str) -> bool:
    return word in _OBJECTS or word[:1].isupper()


def _before_adverbs(words: Sequence[str], n: int) -> int:
    """The place of the word, or of the first adverb before it: "newly built"."""
    while n > 1 and (is_adverb(words[n - 1]) or words[n - 1] in ("more", "most", "so")):
        n -= 1
    return n


def is_adverb(word: str) -> bool:
    """Whether the word may stand between a subject and its verb: "still", "newly"."""
    return word in ADVERBS or (word.endswith("ly") and len(word) > 4)


def _is_verb(words: Sequence[str], n: int, is_wanted: Callable[[str], bool]) -> bool:
    """Whether the word may be the verb, by its neighbours: not after "the" or "to", nor before "of"."""
    if not words[n].islower() or not is_wanted(words[n]):
        return False
    before = words[_before_adverbs(words, n) - 1]
    if before in _BEFORE_A_NOUN | _JOINING or before.endswith((",", "'s", "’s")):
        return False
    if n + 1 == len(words):
        return True
    following = words[n + 2] if n + 2 < len(words) else ""
    is_noun = is_wanted(words[n + 1]) and _opens_an_object(following) and words[n] not in ("help", "let", "make")
    return words[n + 1] != "of" and not is_noun  # "the board close the mill"


def _subject_length(words: Sequence[str]) -> int:
    """Words of a subject that is a pronoun or a name; 0 for any other, such as "the Scale deal"."""
    if words[0] in PRONOUNS:
        return 1
    end = 0
    while end < len(words) and (words[end][:1].isupper() or words[end][:1].isdigit()):
        end += 1
        if words[end - 1].endswith(("'s", "’s", ",")):
            return 0
        joins = end + 1 < len(words) and words[end] in ("of", "and", "the", "&", "de") and words[end + 1][:1].isupper()
        end += joins
    return end
