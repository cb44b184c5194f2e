"""What the command line says in words."""

import pytest

from flows.printing import exports_text


@pytest.mark.parametrize(
    ("versions", "says"),
    [
        ([], ""),
        ([("2024-03", 1)], "2024-03"),
        ([("2024-01", 1), ("2024-02", 2), ("2024-03", 1)], "2024-01 to 2024-03; 2024-02 in version 2"),
    ],
)
def test_the_exports_of_a_revision_name_their_span_and_what_was_corrected(versions, says):
    assert exports_text([{"month": month, "revision": revision} for month, revision in versions]) == says
