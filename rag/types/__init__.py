"""The frozen records that pass between the stages; the modules stand in the order in which a question meets them.

articles, passages, drafts, answers, timelines. All offsets are code points into `Article.text`, end exclusive.
"""

from .answers import Answer, Citation, Progress, Rejected, Side, Unproved, Verdict
from .articles import Article, Chunk, Filters, Outcome, PageStart, Span, page_at
from .drafts import Claim, Draft, DraftSide
from .passages import Copy, Passage, Sentence
from .timelines import Change, Step, Timeline

__all__ = [
    "Answer",
    "Article",
    "Change",
    "Chunk",
    "Citation",
    "Claim",
    "Copy",
    "Draft",
    "DraftSide",
    "Filters",
    "Outcome",
    "PageStart",
    "Passage",
    "Progress",
    "Rejected",
    "Sentence",
    "Side",
    "Span",
    "Step",
    "Timeline",
    "Unproved",
    "Verdict",
    "page_at",
]
