"""An Office file whose bytes depend on its contents alone: sorted names, one fixed stamp."""

import io
import zipfile

_STAMP = (1980, 1, 1, 0, 0, 0)


def repack(content: bytes) -> bytes:
    """The same archive with names in order, no time stamps and one compression level."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target,
    ):
        for name in sorted(source.namelist(), key=_content_types_first):
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _content_types_first(name: str) -> tuple[bool, str]:
    # Readers that sniff a file's type look for [Content_Types].xml at its beginning.
    return name != "[Content_Types].xml", name
