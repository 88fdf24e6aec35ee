"""An ONNX export gives the words of its checkpoint, without torch; a bad one gives one sentence."""

import shutil
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import soundfile
from onnx import numpy_helper
from tiny_lasr import PIECES, SMALL

from medvoice.asr.loading import LoadSettings, load_recogniser
from medvoice.asr.onnx_loading import is_onnx_folder, read_tokens
from medvoice.asr.recogniser import RecogniserError
from medvoice.models.export_onnx import export

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def exported(tiny_folder, tmp_path_factory):
    """float32 and int8."""
    out = tmp_path_factory.mktemp("exported") / "tiny-onnx"
    export(tiny_folder, out, True, lambda text: None)
    return out


@pytest.fixture
def copy(exported, tmp_path):
    return shutil.copytree(exported, tmp_path / "model")


def loaded(folder, dtype="float32", device="cpu"):
    return load_recogniser(folder, LoadSettings(device, dtype, 1, SMALL))


def heard(recogniser, samples, step=1600):
    """Drive one turn as the Listener does: every hypothesis, and the final words."""
    turn = recogniser.open_turn(7, 0)
    found = []
    for at in range(0, len(samples), step):
        turn.feed(samples[at : at + step])
        hypothesis = turn.advance()
        if hypothesis is not None:
            found.append(hypothesis)
    words = turn.finish(len(samples)).result()
    turn.close()
    return found, words


def without_confidence(words):
    return [replace(word, confidence=0.0) for word in words]


@pytest.fixture(scope="module")
def pair(tiny_folder, exported):
    ours, theirs = loaded(exported), loaded(tiny_folder)
    yield ours, theirs
    ours.close()
    theirs.close()


@pytest.mark.parametrize("length", [2319, 2320, 9_000, 40_001, 96_000])
def test_onnx_and_torch_give_the_same_words_live_and_final(pair, speech, length) -> None:
    """Texts, times, what is stable and when: all the same; confidences to float32's rounding."""
    (ours, final), (theirs, expected) = (heard(one, speech[:length]) for one in pair)
    assert without_confidence(final) == without_confidence(expected)
    assert [w.confidence for w in final] == pytest.approx(
        [w.confidence for w in expected], abs=1e-4
    )
    assert len(ours) == len(theirs)
    for one, other in zip(ours, theirs, strict=True):
        assert (one.covered_to, one.last_token) == (other.covered_to, other.last_token)
        assert without_confidence(one.stable) == without_confidence(other.stable)
        assert without_confidence(one.tail) == without_confidence(other.tail)
    if length == 96_000:
        assert len(final) > 10, "the fixture must say something"
        assert len(ours) > 3


def test_streamed_is_whole_turn(pair, speech) -> None:
    rng = np.random.default_rng(1)
    for _ in range(15):
        samples = speech[: int(rng.integers(3000, 96_000))]
        _, words = heard(pair[0], samples, int(rng.integers(100, 20_000)))
        assert words == pair[0].transcribe(samples)


def test_says_what_runs(exported, copy) -> None:
    recogniser = loaded(exported, "auto")
    assert recogniser.name == "tiny-onnx (cpu, onnx float32, greedy)"
    assert recogniser.notice == ""
    recogniser.close()
    recogniser = loaded(exported, "int8")
    assert recogniser.name == "tiny-onnx (cpu, onnx int8, greedy)"
    assert "int8 weights" in recogniser.notice
    recogniser.close()
    (copy / "model.onnx").unlink()
    for dtype in ("auto", "float32"):
        recogniser = loaded(copy, dtype)
        assert recogniser.name == "model (cpu, onnx int8, greedy)"
        assert "int8 weights" in recogniser.notice
        assert ("model.onnx is not in the folder" in recogniser.notice) == (dtype == "float32")
        recogniser.close()


def test_runs_without_torch(exported, speech, tmp_path) -> None:
    """In a fresh interpreter in which importing torch or transformers is an error."""
    soundfile.write(tmp_path / "speech.wav", speech, 16_000, "FLOAT")
    program = """
import sys
sys.modules["torch"] = sys.modules["transformers"] = None  # an import raises ImportError
import soundfile
from medvoice.session.opening import RunSettings, open_recogniser
from pathlib import Path
recogniser = open_recogniser(Path(sys.argv[1]), RunSettings("cpu", "float32", 1), "tiny")
print(*[word.text for word in recogniser.transcribe(soundfile.read(sys.argv[2], dtype="float32")[0])])
recogniser.close()
print([name for name, module in sys.modules.items() if name.startswith("torch") and module])
"""
    arguments = [sys.executable, "-c", program, str(exported), str(tmp_path / "speech.wav")]
    done = subprocess.run(arguments, capture_output=True, text=True, cwd=REPO, check=False)
    assert done.returncode == 0, done.stderr
    words, modules = done.stdout.splitlines()
    recogniser = load_recogniser(exported, LoadSettings("cpu", "float32", 1))
    assert words.split() == " ".join(w.text for w in recogniser.transcribe(speech)).split()
    recogniser.close()
    assert len(words.split()) > 10
    assert modules == "[]"


def refused(folder, match, **settings):
    def threads():
        return [thread for thread in threading.enumerate() if thread.name == "medvoice-model"]

    before = threads()
    with pytest.raises(RecogniserError, match=match) as caught:
        loaded(folder, **settings)
    assert threads() == before, "no thread is left behind"
    assert "\n" not in str(caught.value)


def test_file_cut_off(copy) -> None:
    file = copy / "model.onnx"
    file.write_bytes(file.read_bytes()[:-5000])
    refused(copy, "cut off")


def test_another_network(copy) -> None:
    """Tensors of other names."""
    model = onnx.load(copy / "model.onnx")
    model.graph.input[0].name = "sound"
    for node in model.graph.node:
        for at, name in enumerate(node.input):
            if name == "x":
                node.input[at] = "sound"
    onnx.save(model, copy / "model.onnx")
    refused(copy, "no LASR export")


def test_damaged_values(copy) -> None:
    model = onnx.load(copy / "model.onnx")
    for tensor in model.graph.initializer:
        if tensor.name.endswith("ctc_head.bias"):
            values = np.full_like(numpy_helper.to_array(tensor), np.nan)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
            break
    else:
        pytest.fail("the export has no bias of that name")
    onnx.save(model, copy / "model.onnx")
    refused(copy, "non-finite")


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda lines: lines[:-1], "different models"),
        (lambda lines: [*lines, f"word {len(lines)}"], "different models"),
        (lambda lines: lines[1:], "ids are missing|blk"),
        (lambda lines: [*lines, lines[-1]], "twice"),
        (lambda lines: ["<pad> 0", *lines[1:]], "blk"),
        (lambda lines: [*lines, "no number"], "invalid literal"),
        (lambda lines: ["\udcff 0", *lines[1:]], "cannot be used"),
    ],
)
def test_tokens_that_do_not_fit(copy, change, match) -> None:
    file = copy / "tokens.txt"
    lines = change(file.read_text("utf-8").splitlines())
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", errors="surrogateescape")
    refused(copy, match)


def test_pieces_that_only_the_tokenizer_counts_do_no_harm(copy) -> None:
    with (copy / "tokens.txt").open("a") as file:
        file.writelines(f"<extra_id_{i}> {len(PIECES) + i}\n" for i in range(100))
    loaded(copy).close()


def test_no_card(exported) -> None:
    refused(exported, "runs on the CPU", device="cuda")


def test_pieces_of_the_tokens(exported) -> None:
    vocabulary = read_tokens(exported)
    assert list(vocabulary.pieces[1:]) == PIECES[1:]
    assert (vocabulary.blank, vocabulary.dropped) == (0, {1, 2})


def test_a_checkpoint_beside_the_export_is_what_is_meant(copy, tiny_folder) -> None:
    assert is_onnx_folder(copy)
    assert not is_onnx_folder(tiny_folder)
    shutil.copy(tiny_folder / "model.safetensors", copy)
    assert not is_onnx_folder(copy)
