"""A tiny checkpoint, and a recogniser on the numpy stand-in for the model."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pytest
import torch
from hypothesis import settings
from tiny_lasr import SMALL, VOCABULARY, MixingEncoder, write_tiny_lasr
from transformers import LasrFeatureExtractor

from medvoice.asr.ctc_recogniser import CtcRecogniser
from medvoice.asr.features import MelSettings
from medvoice.asr.greedy import GreedyDecoder
from medvoice.asr.worker import ModelWorker

settings.register_profile("asr", deadline=None, derandomize=True)
settings.load_profile("asr")
torch.set_num_threads(1)


@pytest.fixture(scope="session")
def extractor():
    return LasrFeatureExtractor()


@pytest.fixture(scope="session")
def mel_settings(extractor):
    return MelSettings.of(extractor)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory):
    return write_tiny_lasr(tmp_path_factory.mktemp("model") / "tiny")


@pytest.fixture(scope="session")
def mixing(mel_settings):
    """A recogniser on the numpy stand-in, with small windows."""
    recogniser = CtcRecogniser(
        ModelWorker(MixingEncoder), mel_settings, GreedyDecoder(VOCABULARY), "mixing", SMALL
    )
    yield recogniser
    recogniser.close()


@pytest.fixture(scope="session")
def speech():
    """6 s of something with syllables and pauses, float32 at 16 kHz."""
    time_s = np.arange(6 * 16_000) / 16_000
    rng = np.random.default_rng(11)
    voice = np.sin(2 * np.pi * (180 + 90 * np.sin(5 * time_s)) * time_s)
    loud = np.clip(np.sin(2 * np.pi * 1.7 * time_s) + 0.2, 0, 1)
    noise = rng.standard_normal(len(time_s))
    return (0.2 * voice * loud + 0.1 * loud * noise + 0.002 * noise).astype(np.float32)
