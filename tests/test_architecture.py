"""The source holds to the layout: imports go one way, and each heavy library has one home."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import rag

PACKAGE = Path(__file__).parents[1] / "rag"
MODULES = sorted(p.relative_to(PACKAGE).with_suffix("").as_posix() for p in PACKAGE.rglob("*.py"))

ORDER = (
    "types errors arguments files urls pages settings "
    "text embedding reading metrics parsing storage verification loading answering terminal library retrieval "
    "chain service tools langchain "
    "evaluation chat server training benchmarks cli"
).split()
"""Packages and the modules beside them, the lowest first: each imports only its own files and what comes before it."""
LARGEST = 16
"""Files of a package, without its `__init__.py`."""
HOMES = {
    "charset_normalizer": {"parsing/encoding"},
    "chromadb": {"storage/local/vector_index"},
    "cssselect2": {"parsing/html/css_rules"},
    "dateparser": {"text/dates"},
    "feedparser": {"parsing/rows/feed"},
    "fsspec": {"loading/stores/object_store"},
    "httpx": {"loading/fetch_errors", "loading/fetching", "loading/transport"},
    "jinja2": {"evaluation/report"},
    "langchain": {"answering/model/model_loading"},
    "langchain_core": {
        *("chain", "service", "langchain", "evaluation/case_drafting", "benchmarks/langchain_baseline"),
        "answering/answerer",
        *(f"answering/model/{name}" for name in ("chat_model", "gguf", "model_errors", "model_loading")),
        *(f"answering/model/{name}" for name in ("reply", "reply_forms")),
    },
    "langsmith": {"answering/model/tracing"},
    "lxml": {"parsing/rows/feed_xml", *(f"parsing/documents/{name}" for name in ("body", "packages", "xhtml"))},
    "mcp": {"server/agent_tools", "server/app"},
    "openvino": {"embedding/openvino_bert", "embedding/packaged"},
    "prompt_toolkit": {"chat/keyboard"},
    "psycopg": {
        *(f"storage/postgres/{name}" for name in ("connections", "errors", "schema", "writing")),
        "benchmarks/backends",
    },
    "pycld2": {"text/language"},
    "ray": {"library/workers/ray_cluster"},
    "safetensors": {"training/export"},
    "pydantic": {"tools", *(f"answering/model/{name}" for name in ("chat_model", "gguf", "model_loading"))},
    "pypdfium2": {f"parsing/pdf/{name}" for name in ("document", "glyphs", "page_objects", "visibility")},
    "rapidfuzz": {"retrieval/spelling", "storage/postgres/search"},
    "scipy": {"metrics/statistics", "benchmarks/fit_ranking"},
    "sentence_transformers": {"embedding/any_model", "retrieval/reranker"},
    "sentencex": {"text/sentences"},
    "sklearn": {"benchmarks/logistic"},
    "spellchecker": {"parsing/pdf/vocabulary", "retrieval/spelling"},
    "sqlite3": {f"storage/local/{name}" for name in ("database", "integrity", "migrations", "vector_index")},
    "starlette": {"benchmarks/langchain_server", *(m for m in MODULES if m.startswith("server/"))},
    "tantivy": {"storage/analyzer", "storage/local/keyword_index"},
    "tinycss2": {"parsing/html/css_rules", "parsing/html/visibility"},
    "tokenizers": {
        *("embedding/model_files", "embedding/packaged", "reading/reader", "training/network", "training/scores"),
    },
    "torch": {
        *("embedding/any_model", "embedding/gpu", "retrieval/reranker", "benchmarks/speed"),
        *(f"training/{name}" for name in ("export", "network", "reader", "scores")),
    },
    "transformers": {"training/network"},
    "trafilatura": {"parsing/html/page"},
    "typer": {
        *(f"cli/{name}" for name in ("app", "evaluation", "following", "library", "options", "questions", "serving")),
    },
    "uvicorn": {"benchmarks/langchain_server", "server/serve"},
    "watchfiles": {"loading/changes"},
    "xllamacpp": {"answering/model/gguf"},
    "webencodings": {"parsing/encoding"},
    "yaml": {"parsing/plain_text"},
}
HEAVY = [
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "langchain",
    "langchain_core",
    "openvino",
    "tantivy",
    "numpy",
    "lxml",
    "pypdfium2",
    "feedparser",
    "starlette",
    "uvicorn",
    "mcp",
    "ray",
    "watchfiles",
    "rag.parsing.formats",
]


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


def place(module: str) -> str:
    """The package, or the module beside the packages, in `ORDER`."""
    return module.split("/")[0]


@pytest.mark.parametrize("module", [m for m in MODULES if m not in ("__init__", "__main__")])
def test_a_module_imports_only_its_own_package_and_those_before_it(module: str):
    own = ORDER.index(place(module))
    for name in imports(module):
        if name.startswith("rag/") and (target := place(name.removeprefix("rag/"))) in ORDER:
            assert ORDER.index(target) <= own, f"{module} imports {name}, which comes after it"


def test_arithmetic_imports_nothing_of_ours_but_text():
    assert not {
        name
        for m in MODULES
        if place(m) == "metrics"
        for name in imports(m)
        if name.startswith("rag/") and not name.startswith(("rag/metrics", "rag/text"))
    }


def test_no_package_is_too_large_to_look_through():
    sizes = Counter(m.rpartition("/")[0] for m in MODULES if "/" in m and not m.endswith("__init__"))
    assert {place(name) for name in sizes} < set(ORDER)
    assert {name: size for name, size in sizes.items() if size > LARGEST} == {}


@pytest.mark.parametrize(("library", "homes"), HOMES.items())
def test_a_heavy_library_is_imported_at_home_only(library: str, homes: set[str]):
    assert {m for m in MODULES if any(name.split("/")[0] == library for name in imports(m))} <= homes


def test_only_citations_builds_an_answer():
    builders = {m for m in MODULES if "Answer(" in (PACKAGE / f"{m}.py").read_text(encoding="utf-8")}
    assert {m for m in builders if place(m) != "types"} == {"verification/citations"}


def test_only_settings_reads_the_rag_variables():
    readers = {m for m in MODULES if "environ" in (PACKAGE / f"{m}.py").read_text(encoding="utf-8")}
    assert {m for m in readers if '"RAG_' in (PACKAGE / f"{m}.py").read_text(encoding="utf-8")} == {"settings"}


@pytest.mark.parametrize("program", ["import rag", "import rag.cli.app"])
def test_importing_loads_nothing_heavy(program: str):
    check = f"import sys; {program}; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_nothing_that_could_unpickle_is_imported():
    assert {
        m for m in MODULES if {"pickle", "shelve", "marshal", "dill", "joblib"} & {i.split("/")[0] for i in imports(m)}
    } == set()


def test_every_public_name_exists_and_so_does_every_place_in_the_order():
    assert all(hasattr(rag, name) for name in rag.__all__)
    assert set(ORDER) == {place(m) for m in MODULES} - {"__init__", "__main__"}
    assert set().union(*HOMES.values()) <= set(MODULES)


def test_every_package_is_declared_and_so_gets_into_the_wheel():
    root = Path(__file__).parents[1]  # the package that is tested may lie elsewhere, installed
    declared = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = {".".join(path.parent.relative_to(root).parts) for path in (root / "rag").rglob("__init__.py")}
    assert set(declared["packages"]) == found | {"rag.prompts"}
