"""A publication is current while its inputs are; the program's version is recorded and decides nothing."""

from dataclasses import replace

from tests.deliveries import dossier
from tests.plain_cycle import load
from warehouse.figures import digests
from warehouse.figures.compute import compute_period
from warehouse.figures.digests import code_digest
from warehouse.figures.revisions import mark_published
from warehouse.periods import Period
from warehouse.plans.catalogue import load_plan

PLAN, MARCH = load_plan("ninh-thuan-2024"), Period.parse("2024-03")


def published(home, delivery):
    load(home, delivery().put("ho_so", [dossier(n) for n in range(5)]).export())
    revision = compute_period(home, PLAN, MARCH, {})
    mark_published(home, revision)
    return revision


def test_another_program_alone_makes_no_new_revision_and_is_recorded_in_the_next(delivery, tmp_path, monkeypatch):
    first = published(tmp_path, delivery)
    monkeypatch.setattr(digests, "code_digest", lambda: "f" * 64)
    again = compute_period(tmp_path, PLAN, MARCH, {})
    assert (again.revision, again.is_published, again.code_version) == (1, True, first.code_version)
    second = compute_period(tmp_path, PLAN, MARCH, {"causes": "Do mưa lũ."})
    assert (second.revision, second.code_version[-12:]) == (2, "f" * 12)


def test_another_target_or_text_makes_a_new_revision(delivery, tmp_path):
    published(tmp_path, delivery)
    target, *others = PLAN.targets
    stricter = replace(PLAN, targets=(replace(target, target=target.target + 1), *others))
    assert compute_period(tmp_path, stricter, MARCH, {}).revision == 2
    assert compute_period(tmp_path, PLAN, MARCH, {"causes": "Do mưa lũ."}).revision == 2


def test_the_programs_digest_covers_what_makes_figures_and_pages_only(tmp_path, monkeypatch):
    root = tmp_path
    for name in ("warehouse/figures/x.sql", "warehouse/samples/x.py", "report_templates/x.toml", "flows/cli.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("1", "utf-8")
    monkeypatch.setattr(digests, "__file__", str(root / "warehouse/figures/digests.py"))

    def digest():
        code_digest.cache_clear()
        return code_digest()

    def moves(name):
        before = digest()
        (root / name).write_text("2", "utf-8")
        return digest() != before

    try:
        assert [moves("warehouse/samples/x.py"), moves("flows/cli.py")] == [False, False]
        assert [moves("warehouse/figures/x.sql"), moves("report_templates/x.toml")] == [True, True]
    finally:
        code_digest.cache_clear()
