"""What is known of the study beside the report's own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StudyFacts:
    """Everything may be unknown. sex: "female" or "male". modality: DICOM's ("CT"). description:
    of study and order, with body part and side ("MR LEFT KNEE WITHOUT CONTRAST"). contrast: given
    or not. on: the study's day. today: for what has no study date. priors: days of the studies that
    are loaded beside it; None where nobody looked. prior_reports: their texts."""

    sex: str = ""
    modality: str = ""
    description: str = ""
    contrast: bool | None = None
    on: date | None = None
    today: date | None = None
    priors: tuple[date, ...] | None = None
    prior_reports: tuple[str, ...] = ()
