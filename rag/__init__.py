"""Questions over your articles, answered with citations that can be checked to the character."""

from .errors import RagError
from .service import Rag, ask
from .settings import Settings
from .types import Answer, Article, Citation, Filters, Outcome, Passage, Progress, Verdict

__all__ = [
    "Answer",
    "Article",
    "Citation",
    "Filters",
    "Outcome",
    "Passage",
    "Progress",
    "Rag",
    "RagError",
    "Settings",
    "Verdict",
    "ask",
]
__version__ = "0.1.0"
