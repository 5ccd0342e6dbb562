"""Optional content of a PDF (ISO 32000-1, 8.11): layers that a viewer can switch off. Pure."""

from __future__ import annotations

from typing import Any


def hidden_layers(catalog: Any) -> frozenset[int]:
    """The object numbers of the layers that are off when the file is opened."""
    try:
        content = catalog["/OCProperties"]
        start = content["/D"]
        off = {ref.idnum for ref in content["/OCGs"]} if start.get("/BaseState") == "/OFF" else set()
        return frozenset(
            off - {ref.idnum for ref in start.get("/ON", ())} | {ref.idnum for ref in start.get("/OFF", ())}
        )
    except (AttributeError, KeyError, TypeError):
        return frozenset()


def is_off(content: Any, layers: frozenset[int]) -> bool:
    """Whether a layer, or a membership of several (8.11.2.2), is off. `layers` comes from `hidden_layers`."""
    if getattr(content, "idnum", None) in layers:
        return True
    members = content.get_object().get("/OCGs") if content is not None else None
    if members is None:
        return False
    off = [getattr(member, "idnum", None) in layers for member in (members if isinstance(members, list) else [members])]
    policy = content.get_object().get("/P", "/AnyOn")
    return {"/AllOn": any(off), "/AnyOff": not any(off), "/AllOff": not all(off)}.get(policy, bool(off) and all(off))
