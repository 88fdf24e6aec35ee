from __future__ import annotations

from medvoice.assistant.discovery import Found
from medvoice.assistant.served_models import ServedModel
from medvoice.session import model_servers
from medvoice.session.model_servers import configured, fits

GIB = 2**30


def test_what_is_configured_is_looked_at_without_opening_it():
    what, fault, leaves = configured({"backend": "server", "url": "http://127.0.0.1:9"}, "")
    assert what == "http://127.0.0.1:9/v1"
    assert "Is it running" in fault
    assert leaves == ""
    assert "language_model.url" in configured({"backend": "server"}, "")[1]
    assert configured({"backend": "transformers"}, "")[0] == "google/medgemma-1.5-4b-it"


MORE = ("int8", "int4")


def test_a_large_card_takes_both_sizes_and_a_small_one_says_what_is_lacking():
    small, large = (fits("a card", n * GIB, ("bfloat16",), MORE) for n in (8, 80))
    (line,) = small
    assert "fits in int8, with the packages bitsandbytes" in line
    assert [line.partition(" beside ")[0] for line in large] == ["MedGemma 1.5 4B", "MedGemma 27B"]
    for line in large:
        assert "fits in bfloat16:" in line
        assert "85 slices" in line
        assert line.endswith("which fits")


def test_what_cannot_be_loaded_here_is_not_promised():
    (line,) = fits("this machine's RAM", 24 * GIB, ("bfloat16",))
    assert "MedGemma 1.5 4B" in line
    assert "bitsandbytes" not in line


def test_a_card_that_takes_the_model_but_no_volume_says_so():
    (line,) = fits("a card", 11 * 10**9, ("bfloat16",))
    assert "does NOT fit" in line


def test_where_nothing_fits_there_is_advice():
    (line,) = fits("a card", 3 * GIB, ("bfloat16",))
    assert "does not fit" in line
    assert 'backend = "none"' in line


def test_servers_are_told_with_their_medgemma(monkeypatch):
    others = [ServedModel(f"m{i}", images=True if i == 0 else None) for i in range(8)]
    medgemma = ServedModel("medgemma1.5:4b", images=True, loaded=False, context=4096)
    found = Found("Ollama", "http://127.0.0.1:11434/v1", (*others, medgemma))
    monkeypatch.setattr(model_servers, "find_servers", lambda: (found,))
    (listed,) = model_servers.servers_here()
    assert listed.medgemma == "medgemma1.5:4b"
    assert listed.line.startswith("Ollama at http://127.0.0.1:11434/v1: m0 (takes images), m1,")
    assert "and 3 more" in listed.line
