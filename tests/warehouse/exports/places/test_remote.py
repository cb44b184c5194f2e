"""SFTP, S3 and HTTPS as sources, against real servers on loopback."""

import asyncio
import functools
import http.server
import json
import ssl
import threading
import zipfile
from typing import ClassVar

import asyncssh
import fsspec
import pytest
import trustme

from tests.deliveries import Delivery, dossier
from warehouse.errors import ConfigurationError, DataRefused, NotReady, SourceFailed
from warehouse.exports.places.credentials import Credentials
from warehouse.exports.places.transfer import Transfer

pytestmark = pytest.mark.slow
SECRET = "mat-khau-sftp-rat-bi-mat"


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    """A folder with one month in several files."""
    folder = tmp_path_factory.mktemp("remote")
    delivery = Delivery(folder)
    for number in range(1, 7):
        delivery.put("ho_so", [dossier(number)], path=f"ho_so-{number}.ndjson")
    delivery.describe()
    return folder


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


class Account(asyncssh.SSHServer):
    def __init__(self, key):
        self.key = key

    def begin_auth(self, username):
        return True

    def password_auth_supported(self):
        return True

    def validate_password(self, username, password):
        return (username, password) == ("bo-phan", SECRET)

    def public_key_auth_supported(self):
        return True

    def validate_public_key(self, username, key):
        return username == "bo-phan" and key == self.key.convert_to_public()


@pytest.fixture(scope="module")
def sftp(source, tmp_path_factory):
    """asyncssh's server in a thread of its own: its port, its known-hosts line and a key that it accepts."""
    loop, folder = asyncio.new_event_loop(), tmp_path_factory.mktemp("ssh")
    host_key, user_key = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    user_key.write_private_key(folder / "key")

    async def start():
        root = functools.partial(asyncssh.SFTPServer, chroot=str(source).encode())
        return await asyncssh.create_server(
            lambda: Account(user_key), "127.0.0.1", 0, server_host_keys=[host_key], sftp_factory=root
        )

    server = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    port = server.sockets[0].getsockname()[1]
    public = host_key.export_public_key().decode().strip()
    (folder / "known").write_text(f"[127.0.0.1]:{port} {public}\n")
    (folder / "strange").write_text(f"[127.0.0.1]:{port} {user_key.export_public_key().decode().strip()}\n")
    yield f"sftp://127.0.0.1:{port}/", folder
    loop.call_soon_threadsafe(server.close)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)


class TestSftp:
    def test_lands_byte_for_byte_with_a_password(self, sftp, source, pull, monkeypatch):
        url, folder = sftp
        monkeypatch.setenv("KYBAOCAO_SOURCE_KNOWN_HOSTS", str(folder / "known"))
        landed = pull(url, credentials=Credentials("bo-phan", SECRET))
        assert contents(landed.folder) == contents(source / "H43" / "2024-03")
        assert not pull(url, credentials=Credentials("bo-phan", SECRET)).is_new

    def test_lands_with_a_key_in_a_file_or_in_the_environment(self, sftp, pull, monkeypatch):
        url, folder = sftp
        monkeypatch.setenv("KYBAOCAO_SOURCE_KNOWN_HOSTS", str(folder / "known"))
        assert pull(url, credentials=Credentials("bo-phan", key=str(folder / "key"))).is_new
        assert not pull(url, credentials=Credentials("bo-phan", key=(folder / "key").read_text())).is_new

    def test_of_an_unknown_host_is_refused(self, sftp, pull, monkeypatch):
        url, folder = sftp
        monkeypatch.setenv("KYBAOCAO_SOURCE_KNOWN_HOSTS", str(folder / "strange"))
        with pytest.raises(SourceFailed, match="host key cannot be trusted"):
            pull(url, credentials=Credentials("bo-phan", SECRET))
        monkeypatch.setenv("KYBAOCAO_SOURCE_KNOWN_HOSTS", str(folder / "none"))
        with pytest.raises(ConfigurationError, match="no file of known hosts"):
            pull(url, credentials=Credentials("bo-phan", SECRET))

    def test_with_a_wrong_password_says_so_without_it(self, sftp, pull, monkeypatch):
        url, folder = sftp
        monkeypatch.setenv("KYBAOCAO_SOURCE_KNOWN_HOSTS", str(folder / "known"))
        with pytest.raises(ConfigurationError, match="refuses us") as refused:
            pull(url, credentials=Credentials("bo-phan", "khong-phai"))
        assert "khong-phai" not in refused.value.message

    def test_without_credentials_is_not_tried(self, sftp, pull):
        with pytest.raises(ConfigurationError, match="KYBAOCAO_SOURCE_USER is not set"):
            pull(sftp[0], credentials=Credentials())

    def test_of_a_month_that_is_not_there_is_not_ready(self, sftp, pull, monkeypatch):
        url, folder = sftp
        monkeypatch.setenv("KYBAOCAO_SOURCE_KNOWN_HOSTS", str(folder / "known"))
        with pytest.raises(NotReady):
            pull(url, "2024-04", credentials=Credentials("bo-phan", SECRET))


@pytest.fixture(scope="module")
def bucket(source):
    """moto's server with the folder in a bucket."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    files = fsspec.filesystem("s3", key="khoa", secret="bi-mat-s3", endpoint_url=endpoint, skip_instance_cache=True)
    files.mkdir("kho")
    files.put(str(source / "H43"), "kho/xuat/H43", recursive=True)
    yield endpoint
    server.stop()


class TestS3:
    def test_lands_byte_for_byte(self, bucket, source, pull, monkeypatch):
        monkeypatch.setenv("KYBAOCAO_SOURCE_ENDPOINT", bucket)
        landed = pull("s3://kho/xuat", credentials=Credentials("khoa", "bi-mat-s3"))
        assert contents(landed.folder) == contents(source / "H43" / "2024-03")
        assert not pull("s3://kho/xuat", credentials=Credentials("khoa", "bi-mat-s3")).is_new

    def test_a_zip_with_the_same_etag_is_not_fetched_again(self, bucket, source, pull, monkeypatch, tmp_path):
        monkeypatch.setenv("KYBAOCAO_SOURCE_ENDPOINT", bucket)
        who = Credentials("khoa", "bi-mat-s3")
        with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
            for path in sorted((source / "H43").rglob("*")):
                archive.write(path, path.relative_to(source))
        files = fsspec.filesystem("s3", key="khoa", secret="x", endpoint_url=bucket, skip_instance_cache=True)
        files.put(str(tmp_path / "x.zip"), "kho/x.zip")
        fetched, copy = [], Transfer.copy
        monkeypatch.setattr(
            Transfer, "copy", lambda self, path, *rest: (fetched.append(path), copy(self, path, *rest))[1]
        )
        landed = pull("s3://kho/x.zip", credentials=who)
        assert contents(landed.folder) == contents(source / "H43" / "2024-03")
        assert fetched.count("kho/x.zip") == 1
        assert not pull("s3://kho/x.zip", credentials=who).is_new
        assert fetched.count("kho/x.zip") == 1
        with zipfile.ZipFile(tmp_path / "x.zip", "a") as archive:
            archive.writestr("H43/ghi-chu.txt", "mới")
        files.put(str(tmp_path / "x.zip"), "kho/x.zip")
        assert not pull("s3://kho/x.zip", credentials=who).is_new
        assert fetched.count("kho/x.zip") == 2

    def test_without_the_folder_is_not_ready(self, bucket, pull, monkeypatch):
        monkeypatch.setenv("KYBAOCAO_SOURCE_ENDPOINT", bucket)
        with pytest.raises(NotReady):
            pull("s3://kho/khac", credentials=Credentials("khoa", "bi-mat-s3"))


class WebFolder(http.server.SimpleHTTPRequestHandler):
    """Files over HTTPS; below /flaky/ the first request fails, below /elsewhere/ each redirects."""

    failed: ClassVar = set()

    def do_GET(self):
        if self.path.startswith("/elsewhere/"):
            self.send_response(302)
            self.send_header("Location", "https://other.example/index.json")
            self.end_headers()
            return
        if self.path.startswith("/login/"):
            self.path = "/login.html"
        if self.path.startswith("/flaky/"):
            self.path = self.path.removeprefix("/flaky")
            if self.path not in self.failed:
                self.failed.add(self.path)
                self.send_error(503)
                return
        super().do_GET()

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def web(source, tmp_path_factory):
    """A web server with TLS over the folder and its index.json: its address, and the authority to trust."""
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "authority.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    names = [str(path.relative_to(source)) for path in (source / "H43").rglob("*") if path.is_file()]
    (source / "index.json").write_text(json.dumps(names), "utf-8")
    (source / "login.html").write_text("<html>Đăng nhập</html>", "utf-8")
    handler = functools.partial(WebFolder, directory=str(source))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"https://localhost:{server.server_port}", folder / "authority.pem"
    server.shutdown()
    server.server_close()
    thread.join(10)


class TestHttps:
    @pytest.fixture(autouse=True)
    def trusted(self, web, monkeypatch):
        monkeypatch.setenv("SSL_CERT_FILE", str(web[1]))

    @pytest.mark.parametrize("path", ["", "/flaky"])
    def test_lands_byte_for_byte(self, web, source, pull, path):
        landed = pull(f"{web[0]}{path}", credentials=Credentials())
        assert contents(landed.folder) == contents(source / "H43" / "2024-03")
        assert (landed.retries > 0) == (path == "/flaky")

    def test_of_an_unknown_authority_is_refused(self, web, pull, monkeypatch):
        monkeypatch.delenv("SSL_CERT_FILE")
        with pytest.raises(SourceFailed, match="cannot be trusted"):
            pull(web[0], credentials=Credentials())

    def test_that_redirects_elsewhere_is_refused(self, web, pull):
        with pytest.raises(DataRefused, match="redirects to https://other"):
            pull(f"{web[0]}/elsewhere", credentials=Credentials())

    def test_that_answers_with_a_login_page_is_refused(self, web, pull):
        with pytest.raises(DataRefused, match="the session has ended"):
            pull(f"{web[0]}/login", credentials=Credentials())

    def test_without_an_index_says_what_is_missing(self, web, pull):
        with pytest.raises(DataRefused, match="a file or folder is missing"):
            pull(f"{web[0]}/nothing", credentials=Credentials())
