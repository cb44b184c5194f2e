"""DuckDB's extensions for a lake, from the installed packages and never from the network.

In: a connection. Out: the same, which now knows DuckLake, PostgreSQL and S3.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from warehouse.engine import quoted
from warehouse.errors import ConfigurationError
from warehouse.messages import tell


def load_extensions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a connection able to open a lake, whose rows may lie in a bucket."""
    for name in ("postgres_scanner", "ducklake", "httpfs"):
        connection.execute(f"load '{quoted(str(_extension(name)))}'")
    connection.execute(f"create or replace secret bucket ({', '.join(_bucket_access())})")


def _extension(name: str) -> Path:
    """The extension's file, made for this very version of DuckDB.

    Raises:
        ConfigurationError: its package is not installed, or is of another version.
    """
    package = find_spec(f"duckdb_extension_{name}")
    folder = Path(package.origin).parent if package and package.origin else Path()
    file = folder / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    if not file.is_file():
        raise ConfigurationError(
            tell(
                "A shared warehouse needs DuckDB's extension {name} of version {version}, which is not installed.",
                name=name,
                version=duckdb.__version__,
            ),
            tell("Install what many machines need: pip install 'kybaocao[many]'."),
            code="lake-wrong",
        )
    return file


def _bucket_access() -> list[str]:
    """Who we are at S3, and where that is, by the names that every S3 client reads from the environment."""
    options = ["type s3"]
    for setting, name in (
        ("key_id", "AWS_ACCESS_KEY_ID"),
        ("secret", "AWS_SECRET_ACCESS_KEY"),
        ("session_token", "AWS_SESSION_TOKEN"),
        ("region", "AWS_DEFAULT_REGION"),
    ):
        if value := os.environ.get(name):
            options.append(f"{setting} '{quoted(value)}'")
    if endpoint := os.environ.get("AWS_ENDPOINT_URL"):
        there = urlsplit(endpoint)
        options += [f"endpoint '{quoted(there.netloc)}'", "url_style 'path'", f"use_ssl {there.scheme == 'https'}"]
    return options
