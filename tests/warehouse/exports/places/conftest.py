"""Pulls that are quick to try again, and what they leave behind."""

import pytest

from tests.practice_server import ACCOUNT
from warehouse.exports.places.address import read_address
from warehouse.exports.places.kinds import Wish, open_place
from warehouse.exports.places.place import Patience
from warehouse.exports.places.pull import pull_month

HURRIED = Patience(first_pause=0.01, longest_pause=0.02, longest_silence=5, slow_after=0.6, page_rows=40)


@pytest.fixture
def pull(tmp_path):
    """Pull a month into this test's home: ``pull(url)``."""

    def pulled(source, month="2024-03", credentials=ACCOUNT, progress=lambda *_: None, province="H43", **wishes):
        exports = tmp_path / "home" / "exports"
        wish = Wish(exports / ".pulling", **({"patience": HURRIED} | wishes))
        place = open_place(read_address(str(source)), credentials, wish)
        try:
            return pull_month(place, exports, province, month, progress)
        finally:
            place.close()

    return pulled


@pytest.fixture
def left_behind(tmp_path):
    """The landed folders, and the files of drafts."""

    def found():
        exports = tmp_path / "home" / "exports"
        landed = [path.name for path in (exports / "H43").glob("*")] if exports.exists() else []
        drafts = [path for path in exports.glob(".pulling/H43/*/*")]
        return sorted(landed), drafts

    return found
