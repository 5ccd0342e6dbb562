"""The fingerprint of a run, which is the first line of its log: settings, prompts, versions, commit, corpus, cases."""

from __future__ import annotations

import contextlib
import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..metrics.statistics import SEED

if TYPE_CHECKING:
    from .cases import Case

FORMAT = 2
PACKAGE = Path(__file__).parents[1]
_ASKED = ("settings", "prompts", "versions", "commit", "corpus", "cases")


def fingerprint(
    described: Mapping[str, object],
    corpus: Iterable[tuple[str, str]],
    cases: Sequence[Case],
    asked: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    """What produced a run. Two runs with the same `corpus` and `cases` hashes can be compared.

    `described` is what `Rag.describe` returns, `corpus` the id and SHA-256 of each article, and `asked` what was typed,
    with which an interrupted run can be continued.
    """
    articles = sorted(corpus)
    settings = {name: str(value) if isinstance(value, Path) else value for name, value in described.items()}
    prompts = settings.pop("prompt_hashes", {})
    return {
        "format": FORMAT,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "asked": dict(asked or {}),
        "settings": settings,
        "prompts": prompts,
        "versions": _versions(),
        "commit": _commit(),
        "corpus": {"n": len(articles), "sha256": _hash(articles)},
        "cases": {
            "n": len(cases),
            "sha256": _hash([case.to_dict() for case in sorted(cases, key=lambda case: case.id)]),
            "ids": [case.id for case in cases],
        },
        "seed": SEED,
    }


def differences(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The parts in which two fingerprints differ; the path of the library does not count."""
    return [name for name in _ASKED if _without_home(one.get(name)) != _without_home(other.get(name))]


def _without_home(part: object) -> object:
    return {name: value for name, value in part.items() if name != "home"} if isinstance(part, dict) else part


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode("ascii")).hexdigest()


def _versions() -> dict[str, str]:
    """The versions of Python, of rag and of those of its requirements that are installed."""
    versions = {"python": platform.python_version()}
    with contextlib.suppress(metadata.PackageNotFoundError):
        versions["rag"] = metadata.version("rag")
    for requirement in metadata.requires("rag") or () if "rag" in versions else ():
        name = re.split(r"[^\w.-]", requirement, maxsplit=1)[0]
        with contextlib.suppress(metadata.PackageNotFoundError):
            versions[name] = metadata.version(name)
    return versions


def _commit() -> str | None:
    """The commit of the checkout this runs from, None for an installed package.

    Only `.git` beside the package counts: an installed package may lie inside the checkout of another project.
    """
    top = PACKAGE.parent
    if not (top / ".git").exists():
        return None
    command = ["git", "-C", str(top), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        # S603: nothing in the command comes from outside
        done = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
