"""The errors that a user can mend. Any other exception is a bug and keeps its traceback.

RagError
├── SettingsError        a flag, RAG_* variable or line of the config file
├── SourceError          an input of an ingest: a missing path, an unreadable file, a refused URL
├── LibraryError         the library as a whole
│   ├── LibraryEmpty     nothing has been ingested yet
│   ├── LibraryBusy      another process is writing to it
│   ├── LibraryMismatch  built with another embedding model, other settings or a newer version
│   └── LibraryDamaged   a file of it cannot be read
├── UnknownArticle       no article, or no version of it, by that id
├── ModelError           an embedding or chat model that is missing, broken or unreachable
├── CaseError            an eval case or log that does not fit the format
└── AnswerError          a saved answer that is not one
"""

from __future__ import annotations

from collections.abc import Sequence


class RagError(Exception):
    """`message` tells the user what happened and to what; `hint` says what to type next, or is empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    @property
    def advice(self) -> str:
        """The message with the hint, for a place that has one text for both."""
        return f"{self.message} {self.hint}".strip()


class SettingsError(RagError): ...


class SourceError(RagError): ...


class LibraryError(RagError): ...


class LibraryEmpty(LibraryError): ...


class LibraryBusy(LibraryError): ...


class LibraryMismatch(LibraryError): ...


class LibraryDamaged(LibraryError): ...


class UnknownArticle(RagError): ...


class ModelError(RagError): ...


class CaseError(RagError): ...


class AnswerError(RagError): ...


def listed(names: Sequence[str], most: int) -> str:
    """The names for an error sentence: `a, b, c`, or `a, b and 12 more` where there are more than `most`."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
