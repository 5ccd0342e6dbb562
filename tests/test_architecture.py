"""The source holds to the layout: imports go one way, and each heavy library has one home."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import rag

PACKAGE = Path(__file__).parents[1] / "rag"
MODULES = sorted(p.relative_to(PACKAGE).with_suffix("").as_posix() for p in PACKAGE.rglob("*.py"))

# Each layer may import those before it, never one after it. A module stands in one layer.
LAYERS = [
    {"types", "errors", "files"},
    {
        "settings",
        "text/stopwords",
        "retrieval/spelling",
        "text/synonyms",
        "retrieval/answer_type",
        "verification/claims",
        "verification/links",
        "verification/quantities",
        "verification/number_words",
        "verification/dates_and_times",
        "verification/names",
        "verification/common_words",
        "verification/negation",
        "text/stemming",
        "text/language",
        "answering/confidence",
        "text/article_body",
        "text/boilerplate",
        "text/paragraphs",
        "text/dates",
        "answering/follow_up",
        "verification/citations",
        "storage/filters",
        "storage/records",
        "text/chunking",
        "text/sentences",
        "text/characters",
        "answering/tracing",
        "loading/addresses",
    },
    {
        "storage/locks",
        "storage/database",
        "storage/errors",
        "storage/rows",
        "storage/catalog",
        "storage/migrations",
        "storage/vector_index",
        "storage/keyword_index",
        "storage/analyzer",
        "loading/article_ids",
        "parsing/encoding",
        "parsing/css_selectors",
        "parsing/css_rules",
        "parsing/html_visibility",
        "parsing/pdf_geometry",
        "parsing/pdf_contrast",
        "parsing/pdf_layers",
        "parsing/pdf_graphics_state",
        "parsing/pdf_visibility",
        "parsing/formats",
        "parsing/plain_text",
        "parsing/pdf",
        "parsing/metadata",
        "parsing/jsonl",
        "parsing/html",
        "loading/transport",
        "loading/fetch_errors",
        "loading/fetching",
        "loading/discovery",
        "loading/loader",
        "loading/titles",
        "embedding/openvino_bert",
        "embedding/model_files",
        "embedding/embedder",
        "embedding/registry",
        "embedding/packaged",
        "embedding/gpu",
        "embedding/any_model",
    },
    {
        "library/library",
        "storage/index_files",
        "library/integrity",
        "library/compatibility",
        "library/writer",
        "library/reader",
        "library/ingest",
        "retrieval/retriever",
        "retrieval/scoring",
        "retrieval/reranker",
        "library/citation_check",
        "answering/extractive",
    }
    | {
        "answering/citation_keys",
        "answering/answerability",
        "answering/prompts",
        "answering/model_errors",
        "answering/model_loading",
        "answering/chat_model",
        "answering/answerer",
    },
    {"chain"},
    {"service"},
    {
        "terminal/console",
        "terminal/sanitize",
        "terminal/progress",
        "cli/options",
        "terminal/answers",
        "terminal/widgets",
        "terminal/articles",
        "text/context",
        "chat/session",
        "chat/conversation",
        "chat/feedback",
        "chat/keyboard",
        "chat/filters",
        "chat/reply",
        "chat/transcript",
        "chat/turn",
        "chat/views",
        "cli/doctor",
        "evaluation/cases",
        "metrics/normalization",
        "metrics/statistics",
        "metrics/answers",
        "metrics/retrieval",
        "metrics/citations",
        "evaluation/scoring",
        "evaluation/summary",
        "evaluation/runner",
    }
    | {
        "evaluation/provenance",
        "evaluation/logs",
        "evaluation/compare",
        "evaluation/baseline",
        "evaluation/plots",
        "evaluation/report",
        "evaluation/case_drafting",
        "evaluation/tables",
        "evaluation/temporary_library",
        "benchmarks/fit_ranking",
        "benchmarks/fit_confidence",
        "benchmarks/synthetic_corpus",
        "benchmarks/library_sizes",
        "benchmarks/fit",
        "benchmarks/langchain_baseline",
        "benchmarks/speed",
        "evaluation/run",
        "cli/evaluation",
    },
    {"cli/library", "cli/questions"},
    {"cli/app"},
]
HOMES = {
    "chromadb": {"storage/vector_index"},
    "tantivy": {"storage/keyword_index", "storage/analyzer"},
    "sentencex": {"text/chunking", "text/sentences"},
    "sentence_transformers": {
        "embedding/embedder",
        "embedding/registry",
        "embedding/packaged",
        "embedding/gpu",
        "embedding/any_model",
        "retrieval/reranker",
    },
    "torch": {
        "embedding/embedder",
        "embedding/registry",
        "embedding/packaged",
        "embedding/gpu",
        "embedding/any_model",
        "retrieval/reranker",
        "benchmarks/speed",
    },
    "tokenizers": {
        "embedding/embedder",
        "embedding/registry",
        "embedding/packaged",
        "embedding/gpu",
        "embedding/any_model",
        "embedding/model_files",
    },
    "openvino": {
        "embedding/openvino_bert",
        "embedding/embedder",
        "embedding/registry",
        "embedding/packaged",
        "embedding/gpu",
        "embedding/any_model",
    },
    "langchain_core": {
        "chain",
        "service",
        "answering/answerer",
        "answering/chat_model",
        "answering/model_loading",
        "benchmarks/langchain_baseline",
        "evaluation/case_drafting",
    },
    "langsmith": {"answering/tracing"},
    "langchain": {"answering/model_loading"},
    "pydantic": {"answering/chat_model", "answering/model_loading"},
    "sqlite3": {
        "storage/database",
        "storage/errors",
        "storage/catalog",
        "storage/rows",
        "storage/migrations",
        "library/integrity",
        "storage/vector_index",
    },
    "trafilatura": {"parsing/formats", "parsing/plain_text", "parsing/pdf", "parsing/metadata", "parsing/jsonl", "parsing/html"},
    "pypdf": {"parsing/formats", "parsing/plain_text", "parsing/pdf", "parsing/metadata", "parsing/jsonl", "parsing/html"},
    "charset_normalizer": {"parsing/encoding"},
    "yaml": {"parsing/formats", "parsing/plain_text", "parsing/pdf", "parsing/metadata", "parsing/jsonl", "parsing/html"},
    "httpx": {"loading/fetching", "loading/transport", "loading/fetch_errors"},
    "httpcore": {"loading/fetching", "loading/transport", "loading/fetch_errors"},
    "spellchecker": {"retrieval/spelling"},
    "rapidfuzz": {"retrieval/spelling"},
    "typer": {"cli/app", "cli/options", "cli/library", "cli/questions", "cli/evaluation"},
    "jinja2": {"evaluation/report"},
    "prompt_toolkit": {"chat/keyboard"},
    "scipy": {"metrics/statistics", "benchmarks/fit_ranking"},
    "sklearn": {"benchmarks/fit_confidence"},
}
HEAVY = ["torch", "transformers", "sentence_transformers", "chromadb", "langchain", "langchain_core", "openvino", "tantivy", "numpy"]


@cache
def imports(module: str) -> list[str]:
    """Every module that `module` imports anywhere, inside functions and TYPE_CHECKING too; ours as `rag/chain`."""
    return list(imported(module))


def imported(module: str) -> Iterator[str]:
    package = ["rag", *module.split("/")[:-1]]
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.replace(".", "/") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            path = "/".join([*base, *(node.module or "").split(".")]).strip("/")
            yield path
            yield from (f"{path}/{alias.name}" for alias in node.names if path.split("/")[0] == "rag")


def layer_of(module: str) -> int | None:
    return next((n for n, layer in enumerate(LAYERS) if module in layer), None)


@pytest.mark.parametrize("module", [m for m in MODULES if not m.endswith(("__init__", "__main__"))])
def test_a_module_stands_in_a_layer_and_imports_none_above_it(module: str):
    own = layer_of(module)
    assert own is not None, f"{module} is in no layer: add it to LAYERS and to README's tree"
    for name in imports(module):
        above = layer_of(name.removeprefix("rag/")) if name.startswith("rag/") else None
        assert above is None or above <= own, f"{module} imports {name}, which stands above it"


@pytest.mark.parametrize(("library", "homes"), HOMES.items())
def test_a_heavy_library_is_imported_at_home_only(library: str, homes: set[str]):
    assert {m for m in MODULES if any(name.split("/")[0] == library for name in imports(m))} <= homes


def test_only_citations_builds_an_answer():
    builders = {m for m in MODULES if "Answer(" in (PACKAGE / f"{m}.py").read_text(encoding="utf-8")}
    assert {m for m in builders if m != "types"} == {"verification/citations"}


def test_only_settings_reads_the_rag_variables():
    readers = {m for m in MODULES if "environ" in (PACKAGE / f"{m}.py").read_text(encoding="utf-8")}
    assert {m for m in readers if '"RAG_' in (PACKAGE / f"{m}.py").read_text(encoding="utf-8")} == {"settings"}


@pytest.mark.parametrize("program", ["import rag", "import rag.cli.app"])
def test_importing_loads_nothing_heavy(program: str):
    check = f"import sys; {program}; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_nothing_that_could_unpickle_is_imported():
    assert {m for m in MODULES if {"pickle", "shelve", "marshal", "dill", "joblib"} & {i.split("/")[0] for i in imports(m)}} == set()


def test_every_public_name_exists_and_every_layer_member_is_a_file():
    assert all(hasattr(rag, name) for name in rag.__all__)
    assert set().union(*LAYERS) <= set(MODULES)
