"""The title and the author that a file states of itself, unless its program filled them in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from .metadata import Reading, clean_metadata
from .publication_dates import printed_date

_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint)(?:\s?-.*)?|(?:powerpoint|keynote)[ -]pr[aäeé]sentation|pr[ée]sentation powerpoint"
    r"|untitled.*|unbenannt.*|slide ?\d*|title|titel|titre|título|unknown"
    r"|(?:document|dokument|documento|presentation|präsentation|présentation|doc)\s?\d*"
    r"|(?:(?:word|press release|news(?:letter)?) )?(?:template|vorlage|modèle|plantilla)"
    r"|.*\.(?:docx?|dotx?|odt|pptx?|rtf|epub|html?|indd|pdf|qxd|tex|txt)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"(?:microsoft(?:[ -](?:office|account|corporation|konto))?.*|office[ -]\w*|(?:windows|ms)[ -]?\w+|\w+ windows"
    r"|python-(?:docx|pptx)|apache poi|docx4j|aspose.*|libreoffice.*|openoffice.*|pandoc|calibre.*|google docs?"
    r"|(?:an)?other|admin\w*|user\s?\d*|(?:be)?nutzer\s?\d*|utilisateur|usuario|utente|owner|besitzer|pc|home|hp|dell"
    r"|lenovo|acer|asus|toshiba|author|autor|auteur|unknown(?: author)?|unbekannt(?:er autor)?"
    r"|inconnu|anonymous|name|default|none|n/a|test"
    r"|steve canny)",
    re.IGNORECASE,
)
"""The last is what the template of python-pptx says."""


def document_reading(text: str, head: str | None, properties: Mapping[str, str]) -> Reading:
    """`head` is a title within the text. `properties` are the file's `title` and `author`; its dates are the file's."""
    values = {
        "title": head or proper_title(properties.get("title", "")),
        "author": proper_author(properties.get("author", "")),
        "published": printed_date(text),
    }
    return Reading(text, clean_metadata(values))


def proper_title(title: str) -> str | None:
    """None for what a program or a template writes."""
    words = " ".join(title.split())
    return None if not words or _NO_TITLE.fullmatch(words) else words


def proper_author(author: str) -> str | None:
    """None for what a program or a computer is called, and for the name of a login, such as `jroe`."""
    names = [" ".join(name.split()) for name in author.split(";")]
    kept = [name for name in names if name and not _NO_AUTHOR.fullmatch(name) and (" " in name or name != name.lower())]
    return ", ".join(kept) or None
