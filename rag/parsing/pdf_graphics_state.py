"""The graphics state of a PDF page (ISO 32000-1, 8.4), as its operators change it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from .pdf_contrast import CLEAR, Colour, colour_of
from .pdf_geometry import Box, Matrix, applied, bounds, corners, matrix_of, times, within
from .pdf_layers import is_off

T = TypeVar("T")


@dataclass
class GraphicsState:
    """What `q` saves and `Q` restores. `clip` is in points of the page, `size` in units that `matrix` maps there."""

    matrix: Matrix
    clip: Box
    fill: Colour = (0, 0, 0)
    stroke: Colour = (0, 0, 0)
    fill_space: str = "/DeviceGray"
    stroke_space: str = "/DeviceGray"
    fill_alpha: float = 1.0
    stroke_alpha: float = 1.0
    blended: bool = False
    masked: bool = False
    mode: int = 0
    """Of text (9.3.6), modulo four: 0 fills the letters, 1 draws their outlines, 2 does both, 3 neither."""
    size: float = 12.0
    stretch: float = 1.0
    glyphs_drawn: bool = False
    """A Type 3 font: the font size does not tell the size of its letters."""
    hidden: bool = False
    """Within a form of a layer that is off."""

    @property
    def is_opaque(self) -> bool:
        return self.fill_alpha >= 1 and not self.blended and not self.masked

    @property
    def is_clear(self) -> bool:
        """Whether its letters are painted with transparent colours."""
        painted = {0: (self.fill_alpha,), 1: (self.stroke_alpha,), 2: (self.fill_alpha, self.stroke_alpha)}.get(
            self.mode % 4, (1.0,)
        )
        return max(painted) <= CLEAR

    @property
    def colours(self) -> tuple[Colour, ...]:
        """Of the letters and their outlines; empty for invisible text."""
        return {0: (self.fill,), 1: (self.stroke,), 2: (self.fill, self.stroke)}.get(self.mode % 4, ())

    def point(self, x: float, y: float) -> tuple[float, float]:
        """The point in page coordinates."""
        x, y = applied(self.matrix, x, y)
        return round(x, 2), round(y, 2)

    def box(self, points: Sequence[tuple[float, float]]) -> Box:
        """The bounding box of the points, in page coordinates."""
        return bounds([self.point(*point) for point in points])


def by_operator(deeds: Mapping[str, T]) -> Mapping[bytes, T]:
    """Splits keys such as `"g, rg, k"` into one key for each operator."""
    return {name.encode(): deed for names, deed in deeds.items() for name in names.split(", ")}


class Graphics:
    """Applies the operators of a page, and of the forms that it draws, to the state."""

    def __init__(self, page: Any, layers: frozenset[int]) -> None:
        self.page: Box = within(corners(page.mediabox), corners(page.cropbox))
        self.state = GraphicsState((1, 0, 0, 1, 0, 0), self.page)
        self._layers = layers
        self._saved: list[GraphicsState] = []
        self._resources: list[Any] = [page.get("/Resources", {})]
        self._forms: list[tuple[GraphicsState, int, int]] = []
        self._marked: list[bool] = []

    @property
    def is_off(self) -> bool:
        """Whether the current layer is off."""
        return self.state.hidden or any(self._marked)

    def change(self, operator: bytes, operands: list[Any]) -> None:
        """Ignores operators that do not change the state. A malformed one raises what pypdf and Python raise."""
        if (deed := self._DEEDS.get(operator)) is not None:
            deed(self, operands)

    def enter(self, name: str) -> bool:
        """Begins what `Do` draws, and returns whether that is a picture. Call `leave` after it, even if it raises."""
        self._forms.append((copy(self.state), len(self._saved), len(self._marked)))
        self._resources.append(self._resources[-1])
        drawn = self._resource("/XObject", name)
        self.state.hidden |= "/OC" in drawn and is_off(drawn.raw_get("/OC"), self._layers)
        if drawn.get("/Subtype") == "/Image":
            return True
        self._resources[-1] = drawn.get("/Resources", self._resources[-1])
        self.state.matrix = times(matrix_of(drawn.get("/Matrix", (1, 0, 0, 1, 0, 0))), self.state.matrix)
        if "/BBox" in drawn:
            left, low, right, high = (float(side) for side in drawn["/BBox"])
            self.state.clip = within(
                self.state.clip, self.state.box([(left, low), (right, low), (right, high), (left, high)])
            )
        return False

    def leave(self) -> None:
        """Restores the state before the last `enter`."""
        self.state, saved, marked = self._forms.pop()
        del self._saved[saved:], self._marked[marked:]
        self._resources.pop()

    def _resource(self, kind: str, name: str) -> Any:
        return self._resources[-1][kind][name].get_object()

    def _save(self, _: list[Any]) -> None:
        self._saved.append(copy(self.state))

    def _restore(self, _: list[Any]) -> None:
        if len(self._saved) > (self._forms[-1][1] if self._forms else 0):
            self.state = self._saved.pop()

    def _transform(self, operands: list[Any]) -> None:
        self.state.matrix = times(matrix_of(operands), self.state.matrix)

    def _set_state(self, operands: list[Any]) -> None:
        given = self._resource("/ExtGState", operands[0])
        self.state.fill_alpha = float(given.get("/ca", self.state.fill_alpha))
        self.state.stroke_alpha = float(given.get("/CA", self.state.stroke_alpha))
        if "/BM" in given:
            self.state.blended = given["/BM"] not in ("/Normal", "/Compatible")
        if "/SMask" in given:
            self.state.masked = given["/SMask"] != "/None"
        if "/Font" in given:
            self.state.size = float(given["/Font"][1])

    def _set_font(self, operands: list[Any]) -> None:
        self.state.size = float(operands[1])
        self.state.glyphs_drawn = self._resource("/Font", operands[0]).get("/Subtype") == "/Type3"

    def _set_mode(self, operands: list[Any]) -> None:
        self.state.mode = int(operands[0])

    def _set_stretch(self, operands: list[Any]) -> None:
        self.state.stretch = float(operands[0]) / 100

    def _fill_space(self, operands: list[Any]) -> None:
        self.state.fill_space, self.state.fill = self._space(operands[0]), (0, 0, 0)

    def _stroke_space(self, operands: list[Any]) -> None:
        self.state.stroke_space, self.state.stroke = self._space(operands[0]), (0, 0, 0)

    def _space(self, name: str) -> str:
        space = self._resources[-1].get("/ColorSpace", {}).get(name, name)
        space = space.get_object() if hasattr(space, "get_object") else space
        return str(space if isinstance(space, str) else space[0])

    def _fill(self, operands: list[Any]) -> None:
        self.state.fill = colour_of(self.state.fill_space, operands)

    def _stroke(self, operands: list[Any]) -> None:
        self.state.stroke = colour_of(self.state.stroke_space, operands)

    def _device_fill(self, operands: list[Any]) -> None:
        self.state.fill_space, self.state.fill = "/Device", colour_of("/Device", operands)

    def _device_stroke(self, operands: list[Any]) -> None:
        self.state.stroke_space, self.state.stroke = "/Device", colour_of("/Device", operands)

    def _mark(self, operands: list[Any]) -> None:
        off = False
        if operands and operands[0] == "/OC":
            properties = self._resources[-1]["/Properties"]
            off = is_off(properties.raw_get(operands[1]) if hasattr(properties, "raw_get") else None, self._layers)
        self._marked.append(off)

    def _unmark(self, _: list[Any]) -> None:
        if len(self._marked) > (self._forms[-1][2] if self._forms else 0):
            self._marked.pop()

    _DEEDS: ClassVar[Mapping[bytes, Callable[[Graphics, list[Any]], None]]] = by_operator(
        {
            "q": _save,
            "Q": _restore,
            "cm": _transform,
            "gs": _set_state,
            "g, rg, k": _device_fill,
            "G, RG, K": _device_stroke,
            "cs": _fill_space,
            "CS": _stroke_space,
            "sc, scn": _fill,
            "SC, SCN": _stroke,
            "Tf": _set_font,
            "Tr": _set_mode,
            "Tz": _set_stretch,
            "BMC, BDC": _mark,
            "EMC": _unmark,
        }
    )
