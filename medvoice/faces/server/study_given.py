"""A study as a request names it, checked; and asking a session's screen for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from medvoice.faces.server.safety.incoming import Refusal
from medvoice.faces.server.safety.refusing import Refused
from medvoice.session.on_screen import OnScreen
from medvoice.session.ordering import OrderError
from medvoice.session.study_loads import LoadsFullError
from medvoice.session.study_named import NamedStudy, StudyFolderError, orders_given

ID = "[0-9a-f]{24}"


class StudyGiven(BaseModel):
    """A study, or an order alone. Of `order`, `hl7` and `worklist` one at most."""

    model_config = ConfigDict(extra="forbid")

    study: str = Field(
        default="",
        max_length=200,
        pattern=rf"^({ID}|dicomweb:[^\x00-\x1f\x7f]{{1,180}})?$",
        description="an id of GET /v1/studies, or dicomweb:accession=… (study=, patient=)",
    )
    prior: str = Field(
        default="", max_length=24, pattern=rf"^({ID})?$", description="an id: an older study"
    )
    order: dict[str, Any] | None = Field(
        default=None, description="as docs/study.md says, and compared with the study"
    )
    hl7: str = Field(default="", max_length=100_000, description="ORM, OMI or OMG")
    worklist: str = Field(
        default="",
        max_length=200,
        pattern=r"^((accession|patient)=[^\x00-\x1f\x7f&;]+)?$",
        description="accession=… or patient=…, asked of the configured worklist",
    )
    choose: bool = Field(default=True, description="it chooses the template, where one fits")

    def named(self) -> NamedStudy:
        """Raises OrderError."""
        orders = orders_given(self.order, self.hl7)
        if self.worklist and orders is not None:
            raise OrderError("An order is given, or asked of the worklist, not both.")
        if not (self.study or orders or self.worklist):
            raise OrderError("Neither a study nor an order is named.")
        if self.prior and not self.study:
            raise OrderError("A prior is named without its study.")
        return NamedStudy(
            self.study,
            self.prior,
            orders=orders,
            worklist=f"worklist:{self.worklist}" if self.worklist else "",
        )


class ScreenAnswer(BaseModel):
    """To what the screen asks about a study."""

    model_config = ConfigDict(extra="forbid")

    number: int = Field(ge=0, le=1 << 31, description="of the `screen` cell")
    answer: Literal["anyway", "without order", "nothing"]


def show_study(screen: OnScreen | None, named: NamedStudy, *, choose: bool) -> None:
    """Raises Refused."""
    with study_faults():
        _there(screen).show(named, choose=choose)


def answer_screen(screen: OnScreen | None, said: ScreenAnswer) -> None:
    """Raises Refused."""
    with study_faults():
        if not _there(screen).answer(said.number, said.answer):
            message = "Nothing is asked about that study any more."
            raise Refused(Refusal(409, "not_asked", message))


@contextmanager
def study_faults() -> Iterator[None]:
    """What the session layer says of studies, as the daemon's refusals."""
    try:
        yield
    except LookupError as error:
        message = f"{error.args[0]}; GET /v1/studies lists them."
        raise Refused(Refusal(404, "no_study", message[:1].upper() + message[1:])) from None
    except StudyFolderError as error:
        raise Refused(Refusal(400, "no_study", str(error))) from None
    except OrderError as error:
        raise Refused(Refusal(400, "no_order", str(error))) from None
    except LoadsFullError as error:
        message = f"Not loaded: {error}. Ask again in a moment."
        raise Refused(Refusal(503, "studies_busy", message, {"Retry-After": "2"})) from None


def _there(screen: OnScreen | None) -> OnScreen:
    if screen is None:
        raise Refused(Refusal(501, "no_studies", "This daemon shows no studies."))
    return screen
