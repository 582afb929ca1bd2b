"""A sentence in both languages, side by side. Knows no catalogue and no screen."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Language(StrEnum):
    NB = "nb"
    EN = "en"


Sentence = Annotated[str, Meta(min_length=1, pattern=r"^\S(.*\S)?$")]


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """Norwegian Bokmål and English, both always there."""

    nb: Sentence
    en: Sentence

    def of(self, language: Language) -> str:
        return self.nb if language == Language.NB else self.en
