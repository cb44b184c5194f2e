"""A warehouse of an earlier version is carried on: its judged rows become facts that judge the same."""

from datetime import datetime

from warehouse import schema
from warehouse.database import connect, migrate
from warehouse.models.runner import define_macros

JUDGED = (
    "select dossier_id, unit_code, coalesce(channel, 1), finish_of(status, completed_at, returned_at), "
    "deadline_of(promised_at, supplements), counts_as_received(status, received_at), "
    "paused_seconds_of(pauses_of(supplements, received_at, finish_of(status, completed_at, returned_at))), "
    "payment in (1, 2), sync = 1 from raw.ho_so order by line_no"
)


def test_dossiers_of_version_0_1_0_are_judged_as_they_were(tmp_path, monkeypatch):
    scripts = schema._MIGRATIONS
    early = tmp_path / "early"
    early.mkdir()
    for name in ("0001_raw.sql", "0002_mart.sql", "0003_no_free_text.sql"):
        (early / name).write_text((scripts / name).read_text("utf-8"), "utf-8")
    with connect() as connection:
        monkeypatch.setattr(schema, "_MIGRATIONS", early)
        migrate(connection)
        connection.execute(
            "insert into raw.ho_so values "
            "(1, 1, 1, '000.25.33.H43-240301-0001', 'H43.33.25', null, 9, 2, '2024-03-01 08:00:00', "
            "'2024-03-06 23:59:59.999999', '2024-03-08 17:00:00', null, true, true, true, 172800, 5000, "
            "true, true, false, true, true), "
            "(1, 1, 2, 'H43.12-240301-0002', 'H43.12', null, 1, 1, null, null, null, null, false, false, null, 0, 0, "
            "false, false, false, false, false)"
        )
        monkeypatch.setattr(schema, "_MIGRATIONS", scripts)
        migrate(connection)
        define_macros(connection)
        assert connection.execute(JUDGED).fetchall() == [
            (
                *("H43.33.25-240301-0001", "H43.33.25", 2, datetime.fromisoformat("2024-03-08T17:00:00")),
                *(datetime.fromisoformat("2024-03-06T23:59:59.999999"), True, 172800, True, True),
            ),
            ("H43.12-240301-0002", "H43.12", 1, None, None, False, 0, False, False),
        ]
