"""Who hears of a cycle that failed, is held or is late, against a real mail server and a real web server."""

import logging

import duckdb
import pytest

from tasks.notify import notify
from tests.mail_server import mailbox, web_hook
from warehouse.errors import CycleFailed, DataHeld
from warehouse.sending import ledger

PLAN, PERIOD = "ninh-thuan-2024", "2024-03"
HELD = DataHeld("H43/2024-03 is held: no-rows:pakn.", "Accept it.", ("no-rows:pakn",))


@pytest.fixture
def box(tmp_path, monkeypatch):
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(ledger, "_PAUSES", (0.01, 0.01))
    with mailbox() as one:
        monkeypatch.setenv("KYBAOCAO_SMTP_URL", one.url)
        monkeypatch.setenv("KYBAOCAO_NOTIFY_TO", "truong-phong@tinh.example, truc@tinh.example")
        yield one


def told(tmp_path):
    with duckdb.connect(str(tmp_path / "home" / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute("select address, state, attempts from mart.notice order by address").fetchall()


def test_everyone_hears_once_of_each_event_however_often_the_cycle_runs_into_it(box, tmp_path):
    for _ in range(3):
        notify("held", PLAN, PERIOD, HELD)
    assert sorted(address for address, _ in box.taken) == ["truc@tinh.example", "truong-phong@tinh.example"]
    (message,) = box.to("truc@tinh.example")
    assert message["Subject"] == f"[kybaocao] {PLAN} kỳ {PERIOD}: số liệu đang chờ người xác nhận"
    assert f"kybaocao accept {PLAN} {PERIOD} --rule no-rows:pakn" in message.get_content()
    assert told(tmp_path) == [("truc@tinh.example", "sent", 1), ("truong-phong@tinh.example", "sent", 1)]
    notify("failed", PLAN, PERIOD, CycleFailed("The disk is full.", "Free space.", code="disk-full"))
    assert len(box.taken) == 4


def test_a_web_address_gets_json_with_a_key_and_is_asked_again_after_a_passing_fault(tmp_path, monkeypatch, box):
    with web_hook(answers=[503, 429]) as (url, posted):
        monkeypatch.setenv("KYBAOCAO_NOTIFY_TO", "")
        monkeypatch.setenv("KYBAOCAO_WEBHOOK", url)
        notify("failed", PLAN, PERIOD, CycleFailed("The disk is full.", "Free space.", code="disk-full"))
        notify("failed", PLAN, PERIOD, CycleFailed("The disk is full.", "Free space.", code="disk-full"))
    assert len(posted) == 3  # two refusals and the one that was taken
    assert len({key for key, _ in posted}) == 1
    assert posted[-1][1]["plan_id"] == PLAN
    assert posted[-1][1]["advice"] == "Free space."
    ((address, state, attempts),) = told(tmp_path)
    assert (state, attempts) == ("sent", 3)
    assert "bi-mat" not in address  # the path of a web hook is its password


def test_one_bad_address_keeps_nobody_else_from_hearing_and_is_tried_at_the_next_event_only(box, tmp_path):
    box.refused.add("truc@tinh.example")
    notify("held", PLAN, PERIOD, HELD)
    assert told(tmp_path) == [("truc@tinh.example", "failed", 1), ("truong-phong@tinh.example", "sent", 1)]
    box.refused.clear()
    notify("held", PLAN, PERIOD, HELD)
    assert len(box.to("truc@tinh.example")) == len(box.to("truong-phong@tinh.example")) == 1


def test_a_server_that_breaks_off_after_the_content_may_have_taken_it_so_it_is_not_sent_again(box, tmp_path):
    box.breaks_off = True
    notify("held", PLAN, PERIOD, HELD)
    box.breaks_off = False
    notify("held", PLAN, PERIOD, HELD)
    assert len(box.to("truc@tinh.example")) == 1
    assert {state for _, state, _ in told(tmp_path)} == {"unclear"}


def test_a_notice_goes_out_also_when_its_record_cannot_be_kept(box, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "warehouse.duckdb").write_bytes(b"damaged" * 5000)
    notify("failed", PLAN, PERIOD, CycleFailed("The warehouse is damaged.", "Restore it.", code="warehouse-damaged"))
    assert len(box.taken) == 2


def test_no_server_and_wrong_settings_hide_nothing_and_show_no_secret(tmp_path, monkeypatch, caplog):
    monkeypatch.setenv("KYBAOCAO_HOME", str(tmp_path / "home"))
    assert notify("failed", PLAN, PERIOD, CycleFailed("x", code="disk-full")) == []
    monkeypatch.setenv("KYBAOCAO_SMTP_URL", "smtp://ai-do:mat-khau-lo@tinh.example:25")
    with caplog.at_level(logging.ERROR):
        assert notify("failed", PLAN, PERIOD, CycleFailed("x", code="disk-full")) == []
    assert "KYBAOCAO_SMTP_URL" in caplog.text
    assert "mat-khau-lo" not in caplog.text


def test_a_month_that_was_due_and_is_not_published_is_told_of_once(box, tmp_path, monkeypatch):
    from datetime import datetime

    from tasks.watch import watch
    from warehouse.periods import VIETNAM

    home = tmp_path / "home"
    monkeypatch.setenv("KYBAOCAO_PLANS", PLAN)
    assert watch(home, datetime(2024, 3, 14, 9, tzinfo=VIETNAM)) == [f"{PLAN} 2024-02"]
    assert watch(home, datetime(2024, 3, 15, 9, tzinfo=VIETNAM)) == [f"{PLAN} 2024-03"]
    assert watch(home, datetime(2024, 3, 16, 9, tzinfo=VIETNAM)) == [f"{PLAN} 2024-03"]
    subjects = [message["Subject"] for message in box.to("truc@tinh.example")]
    assert subjects == [f"[kybaocao] {PLAN} kỳ 2024-{month}: chưa công bố sau ngày đến hạn" for month in ("02", "03")]
    assert watch(home, datetime(2025, 3, 16, 9, tzinfo=VIETNAM)) == []  # the plan's years are over
