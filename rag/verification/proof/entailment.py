"""Whether all that a claim says of its words the sentence says of the same words. Pure, and for English.

Each word of the claim is a word of the sentence, in the same role to the same others, said, denied and hedged alike.
What the sentence says beyond that may be left out only if the rest stays true.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..dates_and_times import Moment
from ..quantities import Amount
from ..verbs import base_form
from .alignment import Alignment
from .certainty import is_doubtful
from .graph import Graph, Node
from .limits import LIMITS
from .referents import Alias
from .sharing import IF

MOST_TRIED = 3000
"""Steps of the search for one claim."""
_OF_NOUNS = frozenset("POSS COMPOUND MOD MOD:of MOD:in MOD:at MOD:for MOD:on MOD:from MOD:with".split())
"""Roles of a noun to a noun that are one: "Oslo's mayor", "the mayor of Oslo", "the Oslo mayor"."""
_WHEN = frozenset("ADV COMPOUND MOD:on MOD:in MOD:at MOD:of POSS".split())
_AT_ONCE = frozenset("ADVCL: ADVCL:when ADVCL:as ADVCL:with".split())
_CONTRASTS = frozenset("ADVCL:while ADVCL:whereas ADVCL:although ADVCL:though".split())
_PREPOSITIONS = tuple(
    frozenset(line.split())
    for line in (
        "because due owing as|about around|near close|across throughout in|by before|over across|on in at during"
        "|after following|for of|until to by|among of|since from|of from"
    ).split("|")
)
"""Those of a line can stand for each other before the same noun."""
_PLANS = frozenset("plan expect hope want aim intend seek need continue begin".split())
"""A time beside one of these is also one of what is planned."""
_NEEDED = frozenset("OBJ COMP ATTR OR".split())
_CONTRARY = frozenset("without except against instead unlike despite than like as".split())
_STRICT = frozenset("all every each no most few any".split())
_PARTS = frozenset(
    "most some many several few none half part any much majority minority share percentage number".split()
)
_CHANGES = frozenset("up down higher lower not".split())


class Entailment:
    """The search for the sentence's word for each of the claim's, with every relation kept."""

    def __init__(self, claim: Graph, sentence: Graph, known: Sequence[Alias], around: Sequence[Graph] = ()) -> None:
        self.claim, self.sentence = claim, sentence
        self._choices = Alignment(claim, sentence, known, around).choices()
        self._order = sorted(self._choices, key=lambda at: len(self._choices[at]))
        self._into: dict[int, list[tuple[int, str]]] = {}
        for of, role, at in sentence.arcs | sentence.shared:
            self._into.setdefault(at, []).append((of, role))
        self._tried = 0
        self.failed = "it says nothing"
        """The step that failed last, in a few words."""

    def holds(self) -> bool:
        for at, words in self._choices.items():
            if not words:
                self.failed = f"“{self.claim.nodes[at].word.text}” is not in the sentence"
                return False
        is_statement = any(self.claim.nodes[at].is_verb or self.claim.nodes[at].tag == "MD" for at in self._choices)
        return is_statement and self._assign({})

    def _assign(self, found: dict[int, int]) -> bool:
        self._tried += 1
        if self._tried > MOST_TRIED:
            return False
        if len(found) == len(self._order):
            return self._is_whole(found)
        at = self._order[len(found)]
        for k in self._choices[at]:
            if k in found.values() and not self.claim.nodes[at].is_pronoun:
                continue
            found[at] = k
            if self._fits(at, found) and self._assign(found):
                return True
            del found[at]
        return False

    def _fits(self, at: int, found: dict[int, int]) -> bool:
        """Whether the relations of a word to those already found, and who answers for it, are the sentence's."""
        for of, role, other in self.claim.arcs:
            if at in (of, other) and of in found and other in found and not self._is_said(of, role, other, found):
                words = f"{self.claim.nodes[of].word.text} {self.claim.nodes[other].word.text}"
                self.failed = f"“{words}” does not follow from the sentence"
                return False
        for verb, governor in self.claim.governor.items():
            if verb not in found or not self.claim.nodes[verb].is_verb or at not in (verb, governor):
                continue
            if governor is None or governor in found:
                there = self.sentence.governor.get(found[verb])
                if there != (None if governor is None else found[governor]):
                    self.failed = f"“{self.claim.nodes[verb].word.text}” is not what the sentence states"
                    return False
        return True

    # What the sentence says.

    def _is_said(self, of: int, role: str, other: int, found: dict[int, int]) -> bool:
        head, word = found[of], found[other]
        things = self.sentence.things
        if role in _CONTRASTS:
            return True
        if role == "SAME" or (role == "COMPOUND" and things[head] == things[word]):
            return things[head] == things[word]
        alike = (k for k in range(len(things)) if things[k] == things[word])
        roles = {r for k in alike for g, r in self._into.get(k, ()) if things[g] == things[head]}
        if any(_is_one(role, there) for there in roles) or self._is_copied(of, other, found):
            return True
        if role in ("IOBJ", "OBJ", "MOD:to") and "IOBJ" in roles:
            return True
        if role == "IOBJ":
            return bool(roles & {"OBJ", "MOD:to"})
        if self._is_number_of(role, head, word):
            return True
        is_noun = not self.claim.nodes[of].is_verb
        return (is_noun and role in _OF_NOUNS and bool(roles & _OF_NOUNS)) or self._is_at_the_event(role, head, word)

    def _is_number_of(self, role: str, head: int, word: int) -> bool:
        """`3 plants` for `3 of its plants`, and `10% of pupils` for `one in ten pupils`."""
        if role == "NUM":
            return (word, "MOD:of") in self._into.get(head, ())
        return role == "MOD:of" and (word, "NUM") in self._into.get(head, ())

    def _is_at_the_event(self, role: str, head: int, word: int) -> bool:
        """Whether a time, a place or the like belongs to the same event, beside whichever word of it."""
        if not role.startswith(("MOD:", "ADV")):
            return False
        ways = self._into.get(word, [])
        things = self.sentence.things
        events = {self._event(k) for k in range(len(things)) if things[k] == things[head]}
        if self.sentence.nodes[word].is_verb:
            if role in _AT_ONCE and self._event(word) in events:
                return True
            is_near = any(self._event(of) in events for of, _ in ways)
        else:
            is_near = self._event(word) in events
        is_time = isinstance(self.sentence.nodes[word].word.value, Moment) and role in _WHEN
        return is_near and any((is_time and way in _WHEN) or _is_one(role, way) for _, way in ways)

    def _event(self, at: int) -> int:
        """The verb that tells of what happens where a word stands; of "plans to sell" the first."""
        verb = self.sentence.clause[at]
        above = self.sentence.governor.get(verb)
        is_plan = above is not None and base_form(self.sentence.nodes[above].form.removesuffix("s")) in _PLANS
        return above if above is not None and is_plan else verb

    def _is_copied(self, of: int, other: int, found: dict[int, int]) -> bool:
        """Whether the words from one to the other are the sentence's, in its order, and so related as there."""
        i, j = sorted((of, other))
        start, end = found[i], found[j]
        if start > end or self.claim.nodes[of].is_passive != self.sentence.nodes[found[of]].is_passive:
            return False
        used = set(found.values())
        ours = [at for at in range(i + 1, j) if _counts(self.claim.nodes[at])]
        theirs = [
            k
            for k in range(start + 1, end)
            if _counts(self.sentence.nodes[k]) and (k in used or not _only_describes(self.sentence.nodes[k]))
        ]
        return len(ours) == len(theirs) and all(
            found.get(at) == k if node.is_content else node.form == self.sentence.nodes[k].form
            for at, k in zip(ours, theirs, strict=True)
            for node in [self.claim.nodes[at]]
        )

    # What is left out.

    def _is_whole(self, found: dict[int, int]) -> bool:
        used = set(found.values())
        named = {self.sentence.things[k] for k in used}
        for at, k in found.items():
            if any(role == "MOD:of" and of not in used and self._is_part(of) for of, role in self._into.get(k, ())):
                self.failed = f"“{self.sentence.nodes[k].word.text}” is meant in part"
                return False
            for role, other in self.sentence.children(k):
                if other in used or self.sentence.things[other] in named or self._may_go(at, k, role, other, used):
                    continue
                self.failed = f"“{self.sentence.nodes[other].word.text}” may not be left out"
                return False
        return True

    def _is_part(self, k: int) -> bool:
        return isinstance(self.sentence.nodes[k].word.value, Amount) or self.sentence.nodes[k].form in _PARTS

    def _may_go(self, at: int, of: int, role: str, other: int, used: set[int]) -> bool:
        """Whether the claim stays true without a word that the sentence has beside one of the claim's."""
        ours, node, head = self.claim.nodes[at], self.sentence.nodes[other], self.sentence.nodes[of]
        is_strict = ours.is_denied or bool(ours.quantifiers & _STRICT)
        if not is_strict and role != "NUM" and any(r == role and k in used for r, k in self.sentence.children(of)):
            return True  # the other part of "P and Q"
        if role == "SUBJ":
            return not any(o == at and r == "SUBJ" for o, r, _ in self.claim.arcs)
        if role in _NEEDED:
            return head.form == "told" and role == "OBJ"
        if is_strict and role not in ("SAME", "COMPOUND") and node.relation not in ("relcl", "appos"):
            return False
        kind, _, word = role.partition(":")
        if word in _CONTRARY | IF:
            return role == "ADVCL:as"
        if kind == "ADV" or role in ("MOD", "COMPOUND"):
            return node.form not in _CHANGES and not LIMITS.search(node.form) and not is_doubtful(node.word.text)
        return True


def _is_one(role: str, other: str) -> bool:
    """Whether two roles say the same: "on" and "in", or none, before a time."""
    if role == other:
        return True
    kind, _, ours = role.partition(":")
    there, _, theirs = other.partition(":")
    if {kind, there} == {"MOD", "ADV"}:
        return {ours, theirs} <= {"", "on", "in", "at", "by", "for", "during"}
    if {kind, there} == {"MOD", "ADVCL"}:
        return ours == theirs
    is_adverbial = kind == there and kind in ("MOD", "ADVCL") and ours and theirs
    return bool(is_adverbial) and any(ours in line and theirs in line for line in _PREPOSITIONS)


def _counts(node: Node) -> bool:
    return node.is_content or node.relation in ("prep", "agent", "mark", "cc") or node.form in (",", ";")


def _only_describes(node: Node) -> bool:
    return node.tag[:2] in ("JJ", "RB", "CD") or node.relation == "compound"
