"""What bodies have in common: what is asked refuses unknown fields, what is answered names what was refused."""

from collections.abc import Iterable
from typing import Annotated, Any

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from akinai.core import outcome
from akinai.core.api.problems import error

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Text = Annotated[str, Field(max_length=100_000)]
Money = Annotated[int | None, Field(description="Minor units of the currency; null = not told.")]


class Asked(BaseModel):
    """The base of bodies and queries: a field that does not exist is an error, not passed over."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def storable(cls, value: Any) -> Any:
        """PostgreSQL holds neither NUL nor halves of UTF-16 pairs in a text."""
        for text in value if isinstance(value, list) else [value]:
            if isinstance(text, str) and ("\x00" in text or not _is_unicode(text)):
                raise PydanticCustomError("characters", _("The text contains a character that can't be stored."))
        return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


class Shown(BaseModel):
    """The base of answers, made from rows or from fields."""

    model_config = ConfigDict(from_attributes=True)


class Refusal(Shown):
    """One thing that was not done: what it was about (an id, a code, the place in the list), the field, a sentence."""

    key: Any
    field: str
    message: str


class Answered(Shown):
    """The base of answers to changes. `dry_run`: nothing was changed, this is what would have happened."""

    dry_run: bool = False


class Done(Answered):
    """What was done, and what was not: the rest of a batch is done even if some are refused."""

    done: list[Any]
    refused: list[Refusal]


def refusals(found: Iterable[outcome.Refusal]) -> list[Refusal]:
    """Refusals of a verb as they go out."""
    return [Refusal(**error(one.key, one.field, str(one.message))) for one in found]


def done(result: outcome.Outcome) -> Done:
    """The outcome of a verb as it goes out."""
    return Done(done=result.done, refused=refusals(result.refused))
