"""Is a Word template fit to be used? Every fault in one line that says what to do.

In: the path of a .docx that an officer changed. Out: a list of faults, empty when it is fit.
The template is filled once with sample texts in the sandbox, so what it may not do shows here.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError

from report_templates.docx.package import package_fault
from report_templates.docx.vocabulary import REQUIRED_STYLES, SLOTS, sample_values
from report_templates.sandbox import TEMPLATE_ERRORS, environment
from warehouse.messages import tell

_SLOT = "KbcSlot"


def check_template(path: Path | str) -> list[str]:
    """The faults of a template: not a Word file, unknown names, syntax, forbidden access, styles."""
    template = Path(path)
    if fault := _unreadable(template):
        return [fault]
    names = [*_unknown_names(template)]
    return [*names, *([] if names else _trial(template)), *_structure_faults(template)]


def _unreadable(path: Path) -> str:
    """Why the file cannot be opened as a Word document, or may not be; nothing when it can."""
    try:
        if fault := package_fault(path):
            return f"{path.name}: {fault}."
        Document(str(path))
    except FileNotFoundError:
        return tell("{path}: no such file.", path=path)
    except (zipfile.BadZipFile, NotImplementedError, KeyError, ValueError, OSError, RuntimeError, SyntaxError) as error:
        return tell("{path}: is not a Word document (.docx): {error}.", path=path.name, error=error)
    return ""


def _unknown_names(path: Path) -> Iterator[str]:
    known = set(sample_values())
    try:
        found = DocxTemplate(str(path)).get_undeclared_template_variables(jinja_env=environment())
    except TemplateSyntaxError as error:
        yield tell("{path}: the template language is wrong: {message}.", path=path.name, message=error.message)
        return
    except SecurityError as error:
        yield tell("{path}: forbidden access: {error}.", path=path.name, error=error)
        return
    except TEMPLATE_ERRORS as error:
        yield tell("{path}: cannot be read: {error}.", path=path.name, error=error)
        return
    for name in sorted(found - known):
        yield tell(
            "{path}: unknown name '{name}'; known names: {known}.",
            path=path.name,
            name=name,
            known=", ".join(sorted(known)),
        )


def _trial(path: Path) -> list[str]:
    """Fill the template with sample texts, once."""
    document = DocxTemplate(str(path))
    try:
        document.render(sample_values(), environment(), autoescape=True)
        document.save(io.BytesIO())
    except SecurityError as error:
        return [tell("{path}: forbidden access: {error}.", path=path.name, error=error)]
    except UndefinedError as error:
        return [tell("{path}: asks for something that does not exist: {error}.", path=path.name, error=error)]
    except TEMPLATE_ERRORS as error:
        return [tell("{path}: cannot be filled: {error}.", path=path.name, error=error)]
    return []


def _structure_faults(path: Path) -> Iterator[str]:
    """Styles that tables need, and places marked for a table that does not exist."""
    document = Document(str(path))
    styles = {style.style_id for style in document.styles}
    for style in sorted(REQUIRED_STYLES - styles):
        yield tell(
            "{path}: the style '{style}' is missing; copy it from the original template.", path=path.name, style=style
        )
    for slot in _slot_texts(document):
        if slot not in SLOTS:
            yield tell(
                "{path}: unknown place '{slot}'; known places: {slots}.",
                path=path.name,
                slot=slot,
                slots=", ".join(SLOTS),
            )


def _slot_texts(document: Any) -> Iterator[str]:
    for style in document.element.body.iter(qn("w:pStyle")):
        if style.get(qn("w:val")) == _SLOT:
            holder = style.getparent().getparent()
            yield re.sub(r"\s+", "", "".join(text.text or "" for text in holder.iter(qn("w:t"))))
