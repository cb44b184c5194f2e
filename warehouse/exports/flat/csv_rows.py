"""The lines of a CSV file to rows; a row keeps the physical line on which it begins."""

import csv
from collections.abc import Iterator

from warehouse.exports.flat.rows import FileFault, Row
from warehouse.messages import tell

LARGEST_CELL = 1 << 20

csv.field_size_limit(LARGEST_CELL)


def csv_rows(lines: Iterator[str], delimiter: str = ",") -> Iterator[Row]:
    """The rows that are not blank; quotes are ``"`` and a quoted cell may hold line breaks.

    Raises:
        FileFault: a quote that never ends, text after a closing quote, or a cell without end.
    """
    reader = csv.reader(lines, strict=True, delimiter=delimiter)
    begins_at = 1
    try:
        for cells in reader:
            if cells:
                yield Row(begins_at, list(cells))
            begins_at = reader.line_num + 1
    except csv.Error as error:
        raise FileFault(
            tell("the row that begins on line {line} cannot be read: {error}", line=begins_at, error=error)
        ) from None
