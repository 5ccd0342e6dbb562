"""URLs without the secrets in them. Pure."""

from __future__ import annotations

import re


def without_login(text: str) -> str:
    """The text, its URLs without name and password."""
    return re.sub(r"(://)[^/?#\s]*@", r"\1", text)


def without_credentials(text: str) -> str:
    """The text, its URLs without name, password, query and fragment: a query may hold a key."""
    return re.sub(r"(://[^\s?#]*)[?#]\S*", r"\1", without_login(text))


def masked(url: str) -> str:
    """For a message about a URL that may be invalid: the password's end is unclear, so all before the last @ goes."""
    scheme, slashes, rest = re.split(r"(:/*)", url.encode("utf-8", "replace").decode(), maxsplit=1)
    hidden, _, bare = rest.rpartition("@")
    return f"{scheme}{slashes}{'…@' if hidden else ''}{re.sub('[?#].*', '?…', bare, flags=re.DOTALL)}"
