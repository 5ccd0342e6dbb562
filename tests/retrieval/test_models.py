from __future__ import annotations

from pathlib import Path

import pytest
from helpers.fakes import WordEmbedder

from rag import Settings
from rag.retrieval.models import RetrievalModels


@pytest.mark.model
def test_the_packaged_model_reads_english_only(tmp_path: Path):
    models = RetrievalModels(Settings(home=tmp_path))
    assert models.reads("When does the bridge open?")
    assert models.likeness("When does the bridge open?", "The bridge opens in May.") > 0.5
    for foreign in ("Wann öffnet die Brücke?", "¿Cuándo abre el puente?", "这座桥什么时候开放？"):
        assert not models.reads(foreign)
        assert models.likeness(foreign, "The bridge opens in May.") is None


def test_another_model_is_taken_to_read_every_language(tmp_path: Path):
    models = RetrievalModels(Settings(home=tmp_path), WordEmbedder())
    assert models.reads("Wann öffnet die Brücke?")
    assert models.likeness("Wann öffnet die Brücke?", "Wann öffnet die Brücke?") == pytest.approx(1)
