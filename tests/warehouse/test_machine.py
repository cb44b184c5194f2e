"""What the machine gives and refuses: memory of a container, a full disk, a folder that cannot be written."""

import errno

import duckdb
import pytest

from warehouse.database import connect, container_memory, machine_fault, migrate, warehouse, warehouse_path
from warehouse.errors import ConfigurationError, CycleFailed


def test_the_least_limit_of_the_groups_above_counts(tmp_path):
    mounted = tmp_path / "cgroup"
    (mounted / "office" / "kybaocao").mkdir(parents=True)
    (mounted / "office" / "memory.max").write_text("1073741824\n", "utf-8")
    (mounted / "office" / "kybaocao" / "memory.max").write_text("max\n", "utf-8")
    listed = tmp_path / "own"
    listed.write_text("0::/office/kybaocao\n", "utf-8")
    assert container_memory(listed, mounted) == 1 << 30
    assert container_memory(tmp_path / "nowhere", mounted) > 1 << 40


@pytest.mark.parametrize(
    ("error", "kind", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "x.docx"), CycleFailed, "full"),
        (OSError(errno.EIO, "Input/output error", "ho_so.ndjson"), CycleFailed, "ho_so.ndjson"),
        (PermissionError(errno.EACCES, "Permission denied", "x.docx"), ConfigurationError, "x.docx"),
        (OSError(errno.EROFS, "Read-only file system", "x.docx"), ConfigurationError, "x.docx"),
        (duckdb.OutOfMemoryException("Out of Memory"), CycleFailed, "memory"),
        (duckdb.IOException("Could not write file"), CycleFailed, "Could not write"),
    ],
)
def test_a_fault_of_the_machine_is_an_error_that_a_person_can_act_on(error, kind, said):
    fault = machine_fault(error)
    assert isinstance(fault, kind)
    assert said in fault.message
    assert not fault.is_transient


def test_a_fault_of_the_program_is_none_of_the_machine():
    assert machine_fault(KeyError("x")) is None
    assert machine_fault(FileNotFoundError(errno.ENOENT, "No such file", "x")) is None


def test_a_warehouse_of_a_newer_program_is_refused(tmp_path):
    with warehouse(tmp_path) as connection:
        connection.execute("insert into main.migration values ('9999_later.sql')")
    for read_only in (False, True):
        with pytest.raises(ConfigurationError, match="newer version"), warehouse(tmp_path, read_only=read_only):
            pass


def test_a_reader_finds_the_schema_that_a_killed_first_run_did_not_finish(tmp_path):
    with connect(warehouse_path(tmp_path)) as connection:
        connection.execute("create table main.migration (name varchar primary key)")
    with warehouse(tmp_path, read_only=True) as connection:
        assert connection.execute("select count(*) from mart.revision").fetchone() == (0,)
    with connect() as connection:
        migrate(connection)
