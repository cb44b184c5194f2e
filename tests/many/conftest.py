"""An S3 server for the tests whose rows or outputs lie in a bucket."""

import socket
import subprocess
import sys
import time

import pytest
from s3fs import S3FileSystem


@pytest.fixture(scope="module")
def bucket():
    """An S3 server in a process of its own, with an empty bucket."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-c", f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    access = {"AWS_ACCESS_KEY_ID": "khoa", "AWS_SECRET_ACCESS_KEY": "bi-mat", "AWS_DEFAULT_REGION": "us-east-1"}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (access | {"AWS_ENDPOINT_URL": address}).items():
            patch.setenv(name, value)
        S3FileSystem.clear_instance_cache()  # one of an earlier test would look for that test's server
        files = S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
        wait_for(port)
        files.mkdir("kybaocao")
        yield files
    S3FileSystem.clear_instance_cache()
    server.kill()
    server.wait()


def wait_for(port):
    until = time.monotonic() + 60
    while True:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            assert time.monotonic() < until, "the S3 server does not start"
            time.sleep(0.2)
