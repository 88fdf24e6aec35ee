"""Facts about how images were made: device, X-rays, sequence, contrast, display."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from medvoice.lexicon.terms import folded
from medvoice.study.facts_said import (
    About,
    Fact,
    by_series,
    header_fact,
    listed,
    named,
    number,
    silent,
    some,
    texts_of,
)
from medvoice.study.question_topics import Topic
from medvoice.study.study import Series

_NO_AGENT = re.compile(r"(no|none|without|w/?o|n/?a|not? .*|0|-+|unknown)\.?", re.IGNORECASE)
_CONTRAST_WORDS = frozenset(
    "contrast gd gad gadolinium ce cm iv km enhanced unenhanced noncontrast postcontrast "
    "precontrast plain native wo".split()
)
"""Folded words of descriptions that say something of contrast."""


def _contrast(about: About) -> str:
    agents = about.values("ContrastBolusAgent")
    given = [text for text in agents if not _NO_AGENT.fullmatch(text)]
    if given:
        volume = _volume_text(about)
        way = f" {_route(about)}" if about.asked.routed else ""
        return f"Contrast agent in the headers: {listed(given)}{volume and f', {volume}'}.{way}"
    if agents:
        return f"The headers' field for the contrast agent says: {listed(agents)}."
    other = _contrast_details(about)
    if other:
        return f"The headers name no contrast agent, but say: {other}."
    text = silent("whether contrast was given")
    hints = _hints(about)
    return f"{text} Descriptions that mention it: {some(hints)}." if hints else text


def _contrast_details(about: About) -> str:
    """What stands there although no agent is named."""
    parts = [
        (keyword, listed([number(text) for text in about.values(keyword)]))
        for keyword in ("ContrastBolusVolume", "ContrastBolusRoute", "ContrastBolusIngredient")
    ]
    return ", ".join(f"{keyword} {text}" for keyword, text in parts if text)


def _hints(about: About) -> list[str]:
    texts = [
        about.study.headers.text("StudyDescription"),
        about.study.headers.text("RequestedProcedureDescription"),
        *(
            text
            for one in about.series
            for text in (one.description, one.texts.get("ProtocolName", ""))
        ),
    ]
    return [text for text in texts if _CONTRAST_WORDS & set(folded(text))]


def _agent(about: About) -> str:
    agents = about.values("ContrastBolusAgent")
    if not agents:
        return _contrast(about).replace(
            "whether contrast was given", "which contrast agent was given, if any"
        )
    ingredient = listed(about.values("ContrastBolusIngredient"))
    strength = listed([number(t) for t in about.values("ContrastBolusIngredientConcentration")])
    more = [ingredient and f"ingredient {ingredient}", strength and f"{strength} mg/mL"]
    said = ", ".join(filter(None, more))
    return f"{_contrast(about)}" + (f" {said[:1].upper()}{said[1:]}." if said else "")


def _volume(about: About) -> str:
    text = _volume_text(about)
    return (
        f"Contrast volume in the headers: {text}."
        if text
        else silent("how much contrast was given")
    )


def _volume_text(about: About) -> str:
    values = [number(text) for text in about.values("ContrastBolusVolume")]
    return listed([value for value in values if value not in ("0", "")], "mL")


def _route(about: About) -> str:
    found = about.values("ContrastBolusRoute")
    return (
        f"Contrast route: {listed(found)}."
        if found
        else silent("how contrast was given, if it was")
    )


def _rate(about: About) -> str:
    found = [number(text) for text in about.values("ContrastFlowRate")]
    return (
        f"Contrast flow rate: {listed(found, 'mL/s')}."
        if found
        else silent("how fast contrast was given, if it was")
    )


def _scanner(about: About) -> str:
    def value(series: Series) -> str:
        maker = listed(texts_of(series, "Manufacturer"))
        model = listed(texts_of(series, "ManufacturerModelName"))
        return ", ".join(filter(None, [maker, model and f"model {model}"]))

    return by_series(about, value, "the manufacturer", "Manufacturer")


def _window(about: About) -> str:
    def value(series: Series) -> str:
        centres = texts_of(series, "WindowCenter")
        widths = texts_of(series, "WindowWidth")
        if not centres or not widths:
            return ""
        if len(centres) == len(widths) == 1:
            pairs = zip(centres[0].split("\\"), widths[0].split("\\"), strict=False)
            return listed([f"center {number(c)}, width {number(w)}" for c, w in pairs])
        center, width = (listed([number(text) for text in both]) for both in (centres, widths))
        return f"center {center}, width {width}"

    return by_series(about, value, "a window", "Window in the headers")


def _dose(about: About) -> str:
    found = {
        named(one): listed([number(text) for text in texts_of(one, "CTDIvol")], "mGy")
        for one in about.images
    }
    if any(found.values()):
        return by_series(
            about,
            lambda one: listed([number(text) for text in texts_of(one, "CTDIvol")], "mGy"),
            "the dose",
            "CTDIvol",
        )
    for keyword, label, unit in (
        ("EntranceDoseInmGy", "Entrance dose", "mGy"),
        ("ImageAndFluoroscopyAreaDoseProduct", "Dose-area product", "dGy·cm²"),
        ("OrganDose", "Organ dose", "dGy"),
    ):
        values = [number(text) for text in about.values(keyword)]
        if any(value not in ("0", "") for value in values):
            return f"{label}: {listed(values, unit)}."
    return silent("the radiation dose")


def _dlp(about: About) -> str:
    """A dose-length product stands in dose reports, not in images."""
    dose = _dose(about)
    told = silent("the dose-length product")
    return told if dose.startswith("The headers do not") else f"{told} {dose}"


def _compression(about: About) -> str:
    flags = set(about.values("LossyImageCompression"))
    if not flags:
        return silent("whether the images were compressed with loss")
    if flags == {"00"}:
        return "By the headers the images were never compressed with loss."
    ratio = listed([number(text) for text in about.values("LossyImageCompressionRatio")])
    part = "Some" if "00" in flags else "The"
    return f"{part} images were compressed with loss{f', ratio {ratio}' if ratio else ''}."


def _pulse_sequence(about: About) -> str:
    def value(series: Series) -> str:
        parts = [
            listed(texts_of(series, keyword))
            for keyword in ("SequenceName", "ScanningSequence", "MRAcquisitionType")
        ]
        return ", ".join(filter(None, parts)).replace("\\", "/")

    return by_series(about, value, "the pulse sequence", "Pulse sequence")


ACQUISITION_FACTS: Mapping[Topic, Fact] = MappingProxyType(
    {
        Topic.KVP: header_fact("KVP", "Tube voltage", "the tube voltage", "kV"),
        Topic.TUBE_CURRENT: header_fact(
            "XRayTubeCurrent", "Tube current", "the tube current", "mA"
        ),
        Topic.EXPOSURE: header_fact("Exposure", "Exposure", "the exposure in mAs", "mAs"),
        Topic.EXPOSURE_TIME: header_fact(
            "ExposureTime", "Exposure time", "the exposure time", "ms"
        ),
        Topic.DOSE: _dose,
        Topic.DLP: _dlp,
        Topic.KERNEL: header_fact(
            "ConvolutionKernel", "Reconstruction kernel", "the reconstruction kernel"
        ),
        Topic.PITCH: header_fact("SpiralPitchFactor", "Pitch", "the pitch"),
        Topic.TR: header_fact("RepetitionTime", "Repetition time", "the repetition time", "ms"),
        Topic.TE: header_fact("EchoTime", "Echo time", "the echo time", "ms"),
        Topic.TI: header_fact("InversionTime", "Inversion time", "the inversion time", "ms"),
        Topic.FLIP_ANGLE: header_fact("FlipAngle", "Flip angle", "the flip angle", "°"),
        Topic.B_VALUE: header_fact("DiffusionBValue", "b-value", "the b-value", "s/mm²"),
        Topic.ECHO_TRAIN: header_fact(
            "EchoTrainLength", "Echo train length", "the echo train length"
        ),
        Topic.AVERAGES: header_fact(
            "NumberOfAverages", "Number of averages", "the number of averages"
        ),
        Topic.BANDWIDTH: header_fact(
            "PixelBandwidth", "Pixel bandwidth", "the bandwidth", "Hz/pixel"
        ),
        Topic.FIELD_STRENGTH: header_fact(
            "MagneticFieldStrength", "Field strength", "the field strength", "T"
        ),
        Topic.COIL: header_fact("ReceiveCoilName", "Receive coil", "the coil"),
        Topic.PULSE_SEQUENCE: _pulse_sequence,
        Topic.WINDOW: _window,
        Topic.CONTRAST: _contrast,
        Topic.CONTRAST_AGENT: _agent,
        Topic.CONTRAST_VOLUME: _volume,
        Topic.CONTRAST_RATE: _rate,
        Topic.CONTRAST_ROUTE: _route,
        Topic.SCANNER: _scanner,
        Topic.SOFTWARE: header_fact("SoftwareVersions", "Software", "the software's version"),
        Topic.STATION: header_fact("StationName", "Station", "the station's name"),
        Topic.COMPRESSION: _compression,
        Topic.BIT_DEPTH: header_fact("BitsStored", "Bits stored per pixel", "the bit depth"),
    }
)
