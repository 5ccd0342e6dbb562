"""The usual LangChain and Chroma script behind Starlette: what serving.py compares with.

`python -m rag.benchmarks.langchain_server DB PORT`. It finds as many passages as `rag serve`, and answers nothing.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from .langchain_baseline import store

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import JSONResponse

K = 8


def serve(database: str, port: int) -> None:
    """Until it is killed."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    held = store(database)

    async def ask(request: Request) -> JSONResponse:
        found = await run_in_threadpool(held.similarity_search, request.query_params["q"], k=K)
        return JSONResponse([{"text": each.page_content, **each.metadata} for each in found])

    uvicorn.run(Starlette(routes=[Route("/ask", ask)]), port=port, log_level="warning")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
