"""`POST /feedback`: a reader's verdict on an answer becomes an eval case, as `/good` and `/fix` of the chat keep it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from starlette.requests import Request
from starlette.responses import Response

from ..chat import feedback
from ..chat.turn import Turn
from ..errors import CaseError, SettingsError
from .asking import KEYS
from .pool import Pool
from .remembered import Remembered
from .replies import Json, Refused
from .requests import check_keys, check_sizes, object_of

if TYPE_CHECKING:
    from ..service import Rag
    from ..types import Answer


class Verdicts:
    """The endpoint that keeps cases."""

    def __init__(self, rag: Rag, answers: Remembered, pool: Pool) -> None:
        self._rag, self._answers, self._pool = rag, answers, pool

    async def keep(self, request: Request) -> Response:
        """Asks again, so that nothing is kept of an answer that a client made up, and keeps the case.

        Beside what was asked: `answer`, the text that the reader saw, and `right`, the right answer; without it the
        answer was good, and `-` says that the articles do not answer.
        """
        given = await object_of(request)
        check_keys(given, KEYS | {"answer", "right"})
        check_sizes(given)
        seen, right = given.pop("answer", None), given.pop("right", None)
        if not isinstance(right, str | None) or "question" not in given:
            raise SettingsError("A verdict names a question.", 'Send {"question": "…", "answer": "…", "right": "…"}.')
        answer = await self._pool.answer(partial(self._answers.astream, **given))
        if answer.text != seen:
            raise Refused(409, "The answer is another one by now.", "Ask again.")
        return Json(await self._pool.write(partial(self._kept, given, answer, right)))

    def _kept(self, asked: dict[str, Any], answer: Answer, right: str | None) -> dict[str, Any]:
        query = self._rag.query(**asked)
        turn = Turn(query.question, answer, query.history, query.filters)
        try:
            case = feedback.approved(turn) if right is None else feedback.corrected(turn, right.strip())
        except CaseError as error:
            raise Refused(422, error.message) from None  # its hint is what to type in the chat
        replaced = feedback.keep(self._rag.settings.folder / feedback.NAME, case)
        return {"case": case.to_dict(), "replaced": replaced}
