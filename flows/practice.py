"""The practice server as a process: its address on stdout, then requests until it is told to stop."""

import logging
from pathlib import Path

import uvicorn

from warehouse.exports.places.credentials import Credentials
from warehouse.practice.certificates import write_certificate
from warehouse.practice.faults import Faults
from warehouse.practice.server import Portal, application
from warehouse.practice.shelf import Shelf


class _Announcing(uvicorn.Server):
    """A server that says where it listens, as soon as it does."""

    def __init__(self, config: uvicorn.Config, note: str) -> None:
        super().__init__(config)
        self._note = note

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        """Listen, then announce."""
        await super().startup(sockets)  # type: ignore[arg-type]
        for server in self.servers:
            port = server.sockets[0].getsockname()[1]
            scheme = "portal+https" if self.config.is_ssl else "portal+http"
            host = "localhost" if self.config.is_ssl else "127.0.0.1"
            print(f"{scheme}://{host}:{port}{self._note}", flush=True)


def serve(folder: Path, room: Path, account: Credentials, faults: Faults, *, port: int, tls: bool) -> None:
    """Serve a folder's exports on loopback until the process is interrupted."""
    certificate, note = None, ""
    if tls:
        expired, foreign = ("expired-certificate" in faults.on, "foreign-certificate" in faults.on)
        certificate, authority = write_certificate(room, is_expired=expired, is_foreign=foreign)
        note = f"\nSSL_CERT_FILE={authority}"
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # ordered faults are no news
    app = application(Portal(Shelf(folder, room), account, faults))
    config = uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="critical", access_log=False, ssl_certfile=certificate
    )
    _Announcing(config, note).run()
