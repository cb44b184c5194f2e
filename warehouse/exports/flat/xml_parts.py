"""The XML parts of a workbook, read without entities, without network and within bounds."""

import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from warehouse.exports.flat.archive import part_chunks
from warehouse.exports.flat.rows import FileFault
from warehouse.messages import tell

_LARGEST_PIECE = 4 << 20
_LARGEST_SMALL_PART = 16 << 20
_SAFE = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def elements(archive: zipfile.ZipFile, name: str, *tags: str) -> Iterator[Any]:
    """The elements of some local names, in any namespace, one by one; each is forgotten after its turn.

    Raises:
        FileFault: the part is no well-formed XML, declares a document type, or has one piece without end.
    """
    parser = etree.XMLPullParser(events=("end",), tag=[f"{{*}}{tag}" for tag in tags], **_SAFE)
    since_last = 0
    try:
        for chunk in part_chunks(archive, name):
            since_last += len(chunk)
            parser.feed(chunk)
            for _, element in parser.read_events():
                _refuse_document_type(element)
                yield element
                _forget(element)
                since_last = 0
            if since_last > _LARGEST_PIECE:
                raise FileFault(tell("it has a row or a text of more than {most} bytes", most=_LARGEST_PIECE))
        root = parser.close()
    except etree.LxmlError:
        raise FileFault(tell("one of its parts is not well-formed XML")) from None
    _refuse_document_type(root)


def whole_part(archive: zipfile.ZipFile, name: str) -> Any:
    """The root element of a small part.

    Raises:
        FileFault: see :func:`elements`; or the part is not small.
    """
    parser, size = etree.XMLParser(**_SAFE), 0
    try:
        for chunk in part_chunks(archive, name):
            size += len(chunk)
            if size > _LARGEST_SMALL_PART:
                raise FileFault(
                    tell(
                        "one of its parts has more than {most} bytes",
                        most=_LARGEST_SMALL_PART,
                    )
                )
            parser.feed(chunk)
        root = parser.close()
    except etree.LxmlError:
        raise FileFault(tell("one of its parts is not well-formed XML")) from None
    _refuse_document_type(root)
    return root


def local_name(element: Any) -> str:
    """The name of an element without its namespace; empty for what is no element."""
    tag = element.tag
    return tag[tag.rfind("}") + 1 :] if isinstance(tag, str) else ""


def _refuse_document_type(element: Any) -> None:
    """No workbook has a document type: it only serves to smuggle entities in."""
    if element.getroottree().docinfo.internalDTD is not None:
        raise FileFault(tell("one of its parts declares a document type (entities)"))


def _forget(element: Any) -> None:
    element.clear(keep_tail=True)
    while element.getprevious() is not None:
        del element.getparent()[0]
