"""Which words of a sentence may be meant by each word of a claim. Pure, and for English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .graph import Graph, Node
from .limits import KINDS
from .referents import Alias
from .same_things import PRONOUNS, agrees
from .words import Word, same

NEUTRAL = frozenset("said says say state stated states announced announce".split())
"""Verbs by which a claim may tell what somebody said in another way."""
SPEECH = NEUTRAL | frozenset(
    "told tells tell added adds adding saying wrote writes warned warns warning noted notes noting ruled rules claimed"
    " claims alleged allege alleges argued argues estimates estimated insisted insists reported reports accused accuses"
    " blamed confirmed stressed explained".split()
)
_FREE = frozenset("however meanwhile also then too".split())
"""Words that a claim may add."""


class Alignment:
    """The words that each word of a claim may stand for, by their form, their value, or what was said before."""

    def __init__(self, claim: Graph, sentence: Graph, known: Sequence[Alias], around: Sequence[Graph]) -> None:
        self._claim, self._sentence = claim, sentence
        self._standing: set[tuple[int, int]] = set()
        self._needless: set[int] = set()
        for ours, theirs in known:
            self._stand_for(ours, theirs)
        for number, graph in enumerate(around):
            self._as_spoken_of(graph, is_before=number == 0)

    def choices(self) -> dict[int, list[int]]:
        """For each word of the claim that must be the sentence's, those that it may be."""
        needed = [
            at
            for at, node in enumerate(self._claim.nodes)
            if node.is_content and at not in self._needless and node.form not in _FREE
        ]
        return {at: [k for k in range(len(self._sentence.nodes)) if self._may_be(at, k)] for at in needed}

    def _may_be(self, at: int, k: int) -> bool:
        ours, theirs = self._claim.nodes[at], self._sentence.nodes[k]
        if not theirs.is_content:
            return False
        if ours.is_pronoun and any(self._may_be(n, k) for n in self._named_by(at)):
            return True
        if (at, k) in self._standing:
            return True
        if not _means(ours, theirs) or ours.is_denied != theirs.is_denied:
            return False
        if ours.word.value is not None:
            return ours.bound == theirs.bound or (ours.bound, theirs.bound) in (("about", ""), ("", "early"))
        counts, there = _counts(ours), _counts(theirs)
        if not there - {"all"} <= counts <= there:
            return False
        return not ours.is_verb or _mood(self._claim, at) == _mood(self._sentence, k)

    def _named_by(self, pronoun: int) -> Iterator[int]:
        """The words of the claim for which its pronoun stands."""
        things, nodes = self._claim.things, self._claim.nodes
        return (n for n in range(len(nodes)) if things[n] == things[pronoun] and not nodes[n].is_pronoun)

    def _stand_for(self, ours: Sequence[Word], theirs: Sequence[Word]) -> None:
        """The last word of a name stands for a pronoun or a surname; its other words then need no word there."""
        for inside in _places(ours, self._claim):
            for there in _places(theirs, self._sentence):
                self._standing.add((inside[-1], there[-1]))
                self._needless |= set(inside[:-1])

    def _as_spoken_of(self, graph: Graph, *, is_before: bool) -> None:
        """What the sentence before, or the title, tells of a pronoun or a definite noun of the sentence."""
        for of, role, other in graph.arcs:
            if role in ("COMPOUND", "MOD") and graph.nodes[of].is_noun:
                self._leave_out(graph.nodes[of].form, graph.nodes[other].form)
        told = next((at for at, node in enumerate(graph.nodes) if node.head == at and node.is_verb), None)
        topic = {graph.things[k] for k in graph.subjects(told)} if told is not None else set()
        topics = [k for k, node in enumerate(graph.nodes) if graph.things[k] in topic and node.is_noun]
        pronouns = {kind for kind in PRONOUNS.values() if is_before and any(agrees(graph, k, kind) for k in topics)}
        names: dict[int, set[str]] = {}
        for at, node in enumerate(graph.nodes):
            if node.is_content and node.is_noun:
                names.setdefault(graph.things[at], set()).add(node.form)
        for thing, forms in names.items():
            for at, node in enumerate(self._claim.nodes):
                if node.is_noun and node.form in forms:
                    self._standing |= {(at, k) for k in self._spoken_of(node, forms, pronouns, is_topic=thing in topic)}

    def _spoken_of(self, noun: Node, forms: set[str], pronouns: set[str], *, is_topic: bool) -> Iterator[int]:
        """`It`, `the ferry` or `the vehicle` for `The ferry Grace`."""
        is_there = any(node.form == noun.form for node in self._sentence.nodes)
        for k, node in enumerate(self._sentence.nodes):
            if node.form in PRONOUNS:
                if is_topic and PRONOUNS[node.form] in pronouns and self._is_new(k):
                    yield k
            elif self._sentence.is_definite(k):
                is_other_name = node.form in forms and node.form != noun.form
                if is_other_name or (is_topic and node.form in KINDS and not is_there):
                    yield k

    def _leave_out(self, noun: str, word: str) -> None:
        """`parking` of `the parking fees` needs no word where the sentence has `the fees`."""
        nodes = self._sentence.nodes
        if any(node.form == word for node in nodes) or not any(
            node.form == noun and self._sentence.is_definite(k) for k, node in enumerate(nodes)
        ):
            return
        for of, role, other in self._claim.arcs:
            ours = self._claim.nodes[of].form, self._claim.nodes[other].form
            if role in ("COMPOUND", "MOD") and ours == (noun, word):
                self._needless.add(other)

    def _is_new(self, k: int) -> bool:
        """Whether a pronoun is a subject, or its owner, and means nobody whom its own sentence has named before it."""
        things = self._sentence.things
        is_named = any(things[n] == things[k] and not self._sentence.nodes[n].is_pronoun for n in range(k))
        return self._sentence.nodes[k].relation in ("nsubj", "nsubjpass", "poss") and not is_named


def _means(ours: Node, theirs: Node) -> bool:
    if ours.word.value is not None or theirs.word.value is not None:
        return same(ours.word, theirs.word)
    if ours.particle != theirs.particle:
        return False
    is_speech = ours.form in NEUTRAL and theirs.form in SPEECH
    return is_speech or bool(ours.meanings & theirs.meanings) or same(ours.word, theirs.word)


def _counts(node: Node) -> frozenset[str]:
    return frozenset("all" if form in ("each", "every") else form for form in node.quantifiers)


def _mood(graph: Graph, at: int) -> set[str]:
    moods = {"may" if form in ("could", "might") else form for form in graph.nodes[at].modals}
    is_told = graph.governor.get(at) is not None
    return {"will" if form == "would" and is_told else form for form in moods}


def _places(phrase: Sequence[Word], graph: Graph) -> Iterator[list[int]]:
    """Where the words of a phrase stand in a row, without a last "'s"."""
    forms = [word.form for word in phrase]
    if forms[-1:] == ["'s"]:
        forms.pop()
    texts = [node.form for node in graph.nodes]
    for at in range(len(texts) - len(forms) + 1):
        if forms and texts[at : at + len(forms)] == forms:
            yield list(range(at, at + len(forms)))
