"""The lines of NDJSON files as rows, read once: DuckDB takes each line apart and looks at its keys.

In: safely named links to files. Out: SQL for the rows of ``landing.<dataset>``. A line that is no JSON
object is a row of nulls, and so is a blank one, which ``reading.is_blank`` tells apart: it is no row, but
counts as a line.
"""

import json
from pathlib import Path

from warehouse.database import quoted
from warehouse.exports.contents import LARGEST_RECORD
from warehouse.exports.datasets import Dataset
from warehouse.exports.keys import is_unusual, json_paths, keys_of_elements, own_keys, reading_of

# read as CSV of one column: no text of JSON holds these four control characters
_NO_DELIMITER = "\x01\x02\x03\x04"


def lines_of(links: list[Path]) -> str:
    """The table function that gives the files' lines in order, blank ones as null."""
    files = ", ".join(f"'{quoted(str(link))}'" for link in links)
    return (
        f"read_csv([{files}], columns = {{line: 'VARCHAR'}}, header = false, auto_detect = false, delim = "
        f"'{_NO_DELIMITER}', quote = '', escape = '', new_line = '\\r\\n', strict_mode = false, filename = true, "
        f"max_line_size = {LARGEST_RECORD}, buffer_size = {2 * LARGEST_RECORD})"
    )


def text_lines(dataset: Dataset, links: list[Path]) -> str:
    """The SELECT over the lines of NDJSON files; only a line without keys is looked at for being blank."""
    shape = dict.fromkeys(dataset.fields, "VARCHAR") | {
        name: [dict.fromkeys(parts, "VARCHAR")] for name, parts in dataset.lists.items()
    }
    fields = "".join(f', said."{name}"' for name in dataset.columns)
    unread = [_unread_list(name) for name in dataset.lists]
    unread_lists = f", nullif(concat_ws(', ', {', '.join(unread)}), '') as unread_lists" if unread else ""
    elements = [keys_of_elements(name, "line", f"$.{name}[*]") for name in dataset.lists]
    return (
        f"select file_no, null::bigint as line_no{fields}{unread_lists}, case when is_blank then "
        f"{{'is_blank': true, 'places': null}} when is_unusual then {reading_of([own_keys(), *elements])} end "
        f"as reading from (select *, {is_unusual(dataset)} as is_unusual, "
        "case when keys is null then coalesce(trim(line, ' ' || chr(9) || chr(13)), '') = '' else false end "
        "as is_blank from ("
        "select parse_filename(filename)[:4]::integer as file_no, line, "
        f"try(from_json(line, '{json.dumps(shape)}')) as said, "
        f"try(json_keys(line, {json_paths(dataset)})) as keys from {lines_of(links)}))"
    )


def has_alien(text: str, path: str) -> str:
    """The condition that a list in JSON has an element that is no object (null is an empty place)."""
    kinds = "lambda each: json_type(each) not in ('NULL', 'OBJECT')"
    return f"len(list_filter(json_extract({text}, '{path}'), {kinds})) > 0"


def _unread_list(name: str) -> str:
    """The name of the first list field that holds something else, or an element that is not an object."""
    return (
        f"case when is_unusual and {has_alien('line', f'$.{name}[*]')} then '{name}' when said.\"{name}\" is null "
        f"and keys is not null and json_type(line, '$.{name}') <> 'NULL' "
        f"and json_extract_string(line, '$.{name}') <> '' then '{name}' end"
    )
