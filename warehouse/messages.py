"""What a person reads on the screen, in the language that ``KYBAOCAO_LANG`` names.

A message stands in the code in English, with the names of its values in braces; the catalogue of a language
(``warehouse/locale/<language>/LC_MESSAGES/kybaocao.po``) holds it in the others. What has no translation stays English.
"""

import os
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import Any

LANGUAGES = ("vi", "en")
_LOCALE = Path(__file__).with_name("locale")


def language() -> str:
    """The language of this process: Vietnamese unless ``KYBAOCAO_LANG`` names another that there is."""
    wanted = os.environ.get("KYBAOCAO_LANG", "")[:2].lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def tell(message: str, /, **values: Any) -> str:
    """A message in the reader's language, its values filled in."""
    return translated(message).format(**values)


def translated(text: str) -> str:
    """A text that takes no values in the reader's language."""
    return _catalogue(language()).gettext(text) if text else ""  # what gettext has for "" is the catalogue's own head


@cache
def _catalogue(wanted: str) -> NullTranslations:
    return translation("kybaocao", _LOCALE, languages=[wanted], fallback=True)
