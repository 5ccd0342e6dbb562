"""The metrics of one answered case, and why it failed. Needs no library, so a log can be scored again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ..metrics import answers as m
from ..metrics import sides as side_metrics
from ..metrics.citations import citation_right, placement, recalled
from ..metrics.retrieval import Stretch, context_hit, first_hit, ndcg, overlaps, recall_at, reciprocal_rank
from ..text.sentences import split_sentences
from ..verification.verdicts import proof

if TYPE_CHECKING:
    from .cases import Case

RANKS = (1, 3, 6)
BUDGETS = (500, 1000, 2000, 4000)


class Cited(NamedTuple):
    """How the library resolved a citation: whether slicing gave its quote, and the text before and after it."""

    status: Literal["valid", "broken"]
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class CaseResult:
    """One case asked once. With an `error` it is not scored, and `answer` is None.

    `plain`, `gold` and `cited` keep what scoring needs of the library, so that a log can be scored without it.
    """

    case: Case
    answer: Mapping[str, Any] | None
    """As returned by `Answer.to_dict`."""
    plain: str = ""
    """The answer without its markers."""
    gold: tuple[tuple[Stretch, ...], ...] = ()
    """The places of each evidence sentence in the articles that were retrieved or cited."""
    cited: tuple[Cited, ...] = ()
    """In the order of the answer's citations."""
    nearest: tuple[Cited, ...] = ()
    """Likewise what an abstention names as nearest. It is not scored, as it is no answer."""
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None
    """Why it is not scored: it crashed or, if `unfit`, it does not fit its articles and was not asked."""
    unfit: bool = False

    @property
    def is_right(self) -> bool | None:
        """Whether it was answered rightly or, if nothing answers it, refused; None if it was not scored."""
        return None if self.error is not None else bool(self.metrics["correct"])

    def to_dict(self) -> dict[str, Any]:
        """A line of the log."""
        names = ("answer", "plain", "gold", "metrics", "seconds", "error", "unfit")
        plain = {name: getattr(self, name) for name in names}
        quotes = {name: [cited._asdict() for cited in getattr(self, name)] for name in ("cited", "nearest")}
        return {"case": self.case.to_dict(), **plain, **quotes}


def scored(result: CaseResult) -> CaseResult:
    """The result with its metrics computed anew."""
    return result if result.error is not None else replace(result, metrics=score(result))


def score(result: CaseResult) -> dict[str, float | None]:
    """The metrics of one answered case, from its result alone; None if one cannot be measured on it."""
    answer = result.answer or {}
    gold = [place for places in result.gold for place in places]
    cited = [_cited_at(c, gold) for c in answer["citations"]]
    correct = _correct(result, cited, gold)
    right = right_citations(result) if _answered(result) else []
    return {
        **_score_answer(result),
        **_score_exact_words(result),
        "correct": float(correct),
        "concise": float(correct and bool(right) and all(right)) if result.case.answerable else None,
        **_score_retrieval(result, answer["passages"], gold),
        **_score_citations(result, cited, right),
        **_score_sides(result, right),
        "counted_once": _counted_once(result),
        "tokens": _tokens(answer),
    }


def _tokens(answer: Mapping[str, Any]) -> float | None:
    """Tokens that chat models read and wrote; None if no model was asked or none reported them."""
    usage = answer.get("usage") or {}
    return float(usage.get("input_tokens", 0) + usage.get("output_tokens", 0)) if usage else None


def _counted_once(result: CaseResult) -> float | None:
    """Whether one quote stands for each evidence sentence cited, and names all the copies of it that there are.

    Only of cases tagged `copies`: their articles are the copies that have the evidence.
    """
    if "copies" not in result.case.tags or not _answered(result):
        return None
    cited = result.answer["citations"] if result.answer else []
    each = [[c for c in cited if any(overlaps(_place(c), place) for place in places)] for places in result.gold]
    voices = [{c["article_id"] for c in (*quotes, *quotes[0].get("also", ()))} for quotes in each if quotes]
    alone = all(len(quotes) < 2 for quotes in each)
    return float(alone and all(names == set(result.case.articles) for names in voices)) if voices else None


def _place(record: Mapping[str, Any]) -> Stretch:
    return Stretch(record["article_id"], record["start"], record["end"])


def _cited_at(citation: Mapping[str, Any], gold: Sequence[Stretch]) -> Stretch:
    """Where the citation stands; of a sentence that copies of the article have too, its place among the evidence."""
    own = _place(citation)
    places = (own, *map(_place, citation.get("also", ())))
    return next((place for place in places if any(overlaps(place, g) for g in gold)), own)


def _score_answer(result: CaseResult) -> dict[str, float | None]:
    case, answered = result.case, _answered(result)
    words = {"f1": m.token_f1, "number_f1": m.number_f1, "rouge_l": m.rouge_l}
    found = {name: measure(result.plain, case.answers) if case.answerable else None for name, measure in words.items()}
    contains = any(m.contains_answer(result.plain, answer) for answer in case.answers)
    return {
        "answered": float(answered),
        "contains": float(answered and contains) if case.answerable else None,
        **{name: value if answered or value is None else 0.0 for name, value in found.items()},
        "words": float(m.words(result.plain)) if answered else None,
    }


def _score_exact_words(result: CaseResult) -> dict[str, float | None]:
    """SQuAD's two figures of the exact words that answer, the best over the accepted answers.

    Measured where an accepted answer is a short span of the evidence (`short_spans`): of a free-form answer or a whole
    sentence no words are the exact ones. There a refusal counts 0, and so does an answer without exact words. A log
    from before there were such words does not say what they were, so nothing is measured on it.
    """
    case, answer = result.case, result.answer or {}
    measures = {"short_exact": m.exact_match, "short_f1": m.token_f1}
    if "short" not in answer or not m.short_spans(case.answers, case.evidence):
        return dict.fromkeys(measures)
    short = answer["short"] if _answered(result) else None
    return {name: measure(short, case.answers) if short else 0.0 for name, measure in measures.items()}


def _answered(result: CaseResult) -> bool:
    return bool(result.answer and not result.answer["abstained"])


def _correct(result: CaseResult, cited: Sequence[Stretch], gold: Sequence[Stretch]) -> bool:
    case = result.case
    if not case.answerable or not _answered(result):
        return not case.answerable and not _answered(result)
    if any(m.contains_answer(result.plain, answer) for answer in case.answers):
        return True
    free_form = not m.spelled_out(case.answers, case.evidence)
    return free_form and any(overlaps(c, g) for c in cited for g in gold)


def _evidence(case: Case) -> tuple[str, ...]:
    """The texts to look for: the evidence or, in a case without any, the answers themselves."""
    return case.evidence or case.answers


def _score_retrieval(
    result: CaseResult, passages: Sequence[Mapping[str, Any]], gold: Sequence[Stretch]
) -> dict[str, float | None]:
    case = result.case
    ranked = [(p["article_id"], p["text"]) for p in passages]
    places = [_place(p) for p in passages]
    rank = first_hit(places, gold)
    marked = case.answerable and bool(case.evidence)
    return {
        **{f"recall@{k}": recall_at(k, rank) if marked else None for k in RANKS},
        "mrr": reciprocal_rank(rank) if marked else None,
        "ndcg@10": ndcg(places, result.gold) if marked else None,
        **{f"hit@{n}": _hit(case, ranked, n) if case.answerable else None for n in BUDGETS},
    }


def _hit(case: Case, ranked: Sequence[tuple[str, str]], budget: int) -> float:
    return float(context_hit(ranked, budget, case.answers, _evidence(case), case.articles))


def right_citations(result: CaseResult) -> list[bool]:
    """Whether each citation of the answer serves the question; empty where the articles do not give the answer."""
    case, records = result.case, result.answer["citations"] if result.answer else []
    gold = [place for places in result.gold for place in places]
    return [
        citation_right(record["quote"], _cited_at(record, gold), case.answers, _evidence(case), case.articles, gold)
        for record in records
        if case.answerable
    ]


def _score_citations(result: CaseResult, cited: Sequence[Stretch], right: Sequence[bool]) -> dict[str, float | None]:
    """`right` is empty for a refusal: what it quotes, it does not quote as an answer."""
    lengths = [len(sentence) for sentence in result.case.evidence]
    placed = placement(cited, result.gold, lengths) if right else None
    supports = _supported(result)
    return {
        "citations": float(len(cited)),
        "citations_valid": m.mean(c.status == "valid" for c in result.cited),
        "citations_right": m.mean(right),
        "any_citation_right": float(any(right)) if right else None,
        "evidence": float(len(result.gold)),
        "quote_recall": recalled(cited, result.gold) if right else None,
        "placement_precision": placed.precision if placed else None,
        "placement_recall": placed.recall if placed else None,
        "placement_f1": placed.f1 if placed else None,
        "claims": float(len(supports)),
        "claims_supported": m.mean(supports),
        **_score_wording(result.answer or {}, len(supports)),
    }


def _score_sides(result: CaseResult, right: Sequence[bool]) -> dict[str, float | None]:
    """Of a case whose sides are marked, and of the quotes that serve one whose speaker is. A refusal shows no sides."""
    case, answer = result.case, result.answer or {}
    shown = [side["value"] for side in answer.get("sides", [])]
    measures = {
        "sides_recall": side_metrics.sides_recall,
        "sides_precision": side_metrics.sides_precision,
        "first_side": side_metrics.first_side,
    }
    found = {name: None if case.sides is None else measure(shown, case.sides) for name, measure in measures.items()}
    serving = [record for record, serves in zip(answer["citations"], right, strict=True) if serves] if right else []
    named = [record.get("speaker") for record in serving]
    return found | {
        "speaker_right": side_metrics.speaker_right(named, [record["quote"] for record in serving], case.speaker)
    }


def _score_wording(answer: Mapping[str, Any], shown: int) -> dict[str, float | None]:
    """Of the claims that the answerer wrote: which share is withheld, and in the place of which a sentence stands."""
    withheld = sum(rejected.get("count", 1) for rejected in answer.get("rejected", ()))
    drafted = shown + withheld
    quoted = min(len(answer.get("unproved", ())), shown)
    shares = (withheld / drafted, quoted / drafted) if drafted else (None, None)
    return {"drafted": float(drafted), "claims_withheld": shares[0], "claims_quoted": shares[1]}


# An article's own "[1]" is written "(1)" in a claim, so quotes are compared in that form.
_ROUND = str.maketrans("[]", "()")


def _supported(result: CaseResult) -> list[bool]:
    """Whether one of its quotes proves each claim of the answer."""
    answer = result.answer or {"answer": "", "citations": [], "passages": []}
    text = answer["answer"].translate(_ROUND)
    proved: dict[tuple[int, int], bool] = {}
    for citation in answer["citations"]:
        before = _before(citation, answer["passages"])
        for start, end in citation["claims"]:
            quote = citation["quote"].translate(_ROUND)
            proves = proof(text[start:end], quote, before, citation["title"]) is None
            proved[start, end] = proved.get((start, end), False) or proves
    return [proves for _, proves in sorted(proved.items())]


def _before(citation: Mapping[str, Any], passages: Sequence[Mapping[str, Any]]) -> str:
    """What stands before the quote in its passage: its last sentence says whom a pronoun of the quote may mean."""
    for passage in passages:
        if passage["sha256"] == citation["sha256"] and passage["start"] <= citation["start"] < passage["end"]:
            text = passage["text"][: citation["start"] - passage["start"]]
            return text[slice(*list(split_sentences(text))[-1])] if text.strip() else ""
    return ""


def why(result: CaseResult) -> str:
    """Why a case was not answered rightly, or what is wrong with a right one: a sentence, or "" if nothing is."""
    if result.unfit:
        return f"It does not fit and is in no figure: {result.error}."
    if result.error is not None:
        return f"It crashed and is not scored: {result.error}"
    if broken := sum(cited.status != "valid" for cited in (*result.cited, *result.nearest)):
        quotes = "citations" if result.cited else "nearest quotes"
        return f"{broken} of its {quotes} do not give their quote when the article is sliced again."
    if not result.case.answerable:
        return "" if result.is_right else "It was answered, although the articles do not say."
    if not _answered(result):
        return f"It was refused, although the articles say; {_found(result)}."
    if not result.is_right:
        return f"The answer holds none of what is accepted; {_found(result)}."
    if result.metrics["any_citation_right"] == 0:
        return "No citation shows where the answer stands."
    idle = right_citations(result).count(False)
    return f"Of its {len(result.cited)} quotes {idle} {'does' if idle == 1 else 'do'} not serve." if idle else ""


def _found(result: CaseResult) -> str:
    rank = result.metrics["mrr"]
    if rank is None:
        return "no evidence is marked"
    return f"the evidence was in passage {round(1 / rank)}" if rank else "the evidence was not among the passages"
