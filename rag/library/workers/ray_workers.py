"""Workers in Ray: sources go out in batches, their results come back in order, and only so many are out at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from ...errors import RagError, SettingsError, SourceError
from .ray_cluster import connected, imported
from .worker import Made, Worker, WorkerRecipe, made_with

if TYPE_CHECKING:
    from ..preparation import Prepared, Result, Source

BATCH = 8
"""Sources in one call of a worker."""
BATCH_BYTES = 1_000_000
"""A batch with so much data is full."""
AHEAD = 3
"""Batches a worker: one in work, and two so that it need not wait while the library is written."""
RETRIES = 1
"""How often Ray repeats a batch whose worker has died; then each of its sources is tried alone."""
START_SECONDS = 300.0
"""For the first worker to say what it works with: a large model is loaded, or a cluster is busy."""
MOST = 200
"""Characters of an error of Ray's, which may fill a page."""
AGAIN = "If it is there, look for memory with `free -m`, and type the command again."
SAME = "Install the same version of rag on every machine of the cluster."

Results: TypeAlias = "list[Prepared | SourceError | None]"


class RayWorkers:
    """`Workers` of an ingest. Ray is started when the first source is sent, so an ingest without news needs none."""

    def __init__(self, recipe: WorkerRecipe, address: str, workers: int | None) -> None:
        """`address`: of a cluster, or `local`. Raises `SettingsError` where Ray is not installed."""
        self._ray = imported()
        self._recipe, self._address, self._asked = recipe, address, workers
        self._stack = ExitStack()
        self._actors: list[_Actor] = []
        self._batch: _Batch | None = None

    def __enter__(self) -> RayWorkers:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    @property
    def window(self) -> int:
        return len(self._started()) * AHEAD * BATCH

    def send(self, source: Source) -> Result:
        if self._batch is None or self._batch.is_full:
            self._batch = _Batch(self._call)
        self._batch.add(source)
        return self._batch.result(len(self._batch.sources) - 1)

    def _started(self) -> Sequence[_Actor]:
        if not self._actors:
            number = self._stack.enter_context(connected(self._address, self._asked))
            actor = self._ray.remote(num_cpus=1, max_restarts=-1, max_task_retries=RETRIES)(Worker)
            self._actors = [_Actor(self._ray, actor.remote(self._recipe)) for _ in range(number)]
            self._stack.callback(self._stop)
            self._check()
        return self._actors

    def _stop(self) -> None:
        for actor in self._actors:
            self._ray.kill(actor.handle)
        self._actors = []

    def _check(self) -> None:
        """Raises `SettingsError` unless the workers have our program and our model."""
        ours = made_with(self._recipe.load_embedder())
        refs = [actor.handle.made_with.remote() for actor in self._actors]
        for ref in refs:
            try:
                theirs: Made = self._ray.get(ref, timeout=START_SECONDS)
            except self._ray.exceptions.GetTimeoutError:
                raise SettingsError(
                    f"A worker of Ray has not started in {START_SECONDS:g} seconds.",
                    "Type `ray status` to see what the cluster does, or ask for fewer with --workers.",
                ) from None
            except self._ray.exceptions.RayTaskError as error:
                raise _cause(error) from None
            except self._ray.exceptions.RayError as error:  # it cannot be imported there, or there is no memory
                last = str(error).strip().splitlines()[-1].strip()
                raise SettingsError(f"The workers of Ray do not start: {last[:MOST]}", f"{SAME} {AGAIN}") from error
            if theirs != ours:
                raise SettingsError(
                    f"The workers have another version of rag or of its model: {theirs.model}, not {ours.model}.", SAME
                )

    def _call(self, sources: Sequence[Source]) -> Callable[[], Results]:
        """Has the worker with the least to do prepare them; what it returns waits for that."""
        ref = min(self._started(), key=_Actor.waiting).prepare(sources)

        def wait() -> Results:
            try:
                results: Results = self._ray.get(ref)
                return results
            except self._ray.exceptions.RayTaskError as error:
                raise _cause(error) from None
            except self._ray.exceptions.RayError:  # the worker is lost, or its machine
                if len(sources) == 1:
                    self._check_some_are_left()
                    return [_lost(sources[0])]
                return [self._call([source])()[0] for source in sources]

        return wait

    def _check_some_are_left(self) -> None:
        """Raises `RagError` if Ray itself is lost: then no source is to blame. Waits for a worker that starts again."""
        for actor in self._actors:
            with suppress(self._ray.exceptions.RayError):
                self._ray.get(actor.handle.made_with.remote(), timeout=START_SECONDS)
                return
        raise RagError("Ray has stopped. What was reported is in the library.", "Type the command again.")


class _Batch:
    """Sources that go to a worker together."""

    def __init__(self, call: Callable[[Sequence[Source]], Callable[[], Results]]) -> None:
        self.sources: list[Source] = []
        self._call, self._bytes = call, 0
        self._wait: Callable[[], Results] | None = None
        self._results: Results | None = None

    @property
    def is_full(self) -> bool:
        return self._wait is not None

    def add(self, source: Source) -> None:
        self.sources.append(source)
        self._bytes += len(source.data or b"")
        if len(self.sources) >= BATCH or self._bytes >= BATCH_BYTES:
            self._go()

    def result(self, at: int) -> Result:
        def result() -> Prepared | None:
            if self._results is None:
                self._results = self._go()()
            found = self._results[at]
            if isinstance(found, SourceError):
                raise found
            return found

        return result

    def _go(self) -> Callable[[], Results]:
        """Sends the batch, if that has not been done: also one that is not full, once a result is waited for."""
        if self._wait is None:
            self._wait = self._call(tuple(self.sources))
        return self._wait


class _Actor:
    """A worker with what it has to do."""

    def __init__(self, ray: Any, handle: Any) -> None:
        self._ray, self.handle = ray, handle
        self._refs: list[Any] = []

    def waiting(self) -> int:
        if self._refs:
            _, self._refs = self._ray.wait(self._refs, num_returns=len(self._refs), timeout=0, fetch_local=False)
        return len(self._refs)

    def prepare(self, sources: Sequence[Source]) -> Any:
        ref = self.handle.prepare.remote(sources)
        self._refs.append(ref)
        return ref


def _cause(error: Any) -> BaseException:
    """An error that a user can mend is as in this process; any other keeps the worker's traceback."""
    return error.cause if isinstance(error.cause, RagError) else error


def _lost(source: Source) -> SourceError:
    return SourceError(
        f"The worker that read {source.item.origin} died each time.", "Ingest it alone, without --ray, to learn why."
    )
