"""A certificate for practising on loopback, signed by an authority of its own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme


def write_certificate(folder: Path, *, is_expired: bool = False, is_foreign: bool = False) -> tuple[Path, Path]:
    """The server's certificate with its key, and the authority to trust (``SSL_CERT_FILE``)."""
    authority = trustme.CA()
    until = datetime.now(UTC) + timedelta(days=-1 if is_expired else 30)
    names = ("portal.example",) if is_foreign else ("localhost", "127.0.0.1")
    server, trusted = folder / "server.pem", folder / "authority.pem"
    authority.issue_cert(*names, not_after=until).private_key_and_cert_chain_pem.write_to_path(server)
    authority.cert_pem.write_to_path(trusted)
    return server, trusted
