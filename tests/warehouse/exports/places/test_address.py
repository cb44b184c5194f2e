"""A source as it is written: what it names, and what is refused without being repeated."""

import pytest

from warehouse.errors import ConfigurationError
from warehouse.exports.places.address import read_address
from warehouse.exports.places.credentials import Credentials, environment_credentials, secret_credentials
from warehouse.exports.places.kinds import Wish, open_place


@pytest.mark.parametrize(
    ("source", "scheme", "host", "path"),
    [
        ("/srv/chia sẻ [1]", "file", "", "/srv/chia sẻ [1]"),
        ("file:///srv/chia%20s%E1%BA%BB", "file", "", "/srv/chia sẻ"),
        ("sftp://bo-phan@may:2222/xuat", "sftp", "may", "/xuat"),
        ("s3://kho/kybaocao/2024", "s3", "kho", "/kybaocao/2024"),
        ("PORTAL+HTTPS://dong-bo.example/api", "portal+https", "dong-bo.example", "/api"),
        ("portal+http://127.0.0.1:8766", "portal+http", "127.0.0.1", ""),
        ("portal+http://[::1]:8766", "portal+http", "::1", ""),
    ],
)
def test_a_source_is_a_path_or_a_url(source, scheme, host, path):
    address = read_address(source)
    assert (address.scheme, address.host, address.path) == (scheme, host, path)


@pytest.mark.parametrize(
    "source",
    [
        "sftp://u:S3CRET@host/x",
        "sftp://u:S3/C?R#ET@host/x",
        "https://u:S3CRET@host/x",
        "portal+https://u:S3CRET@host",
        "https://host/x?token=S3CRET",
        "s3://bucket/x?X-Amz-Signature=S3CRET",
        "https://host/#S3CRET",
    ],
)
def test_a_secret_in_a_url_is_refused_and_not_repeated(source):
    with pytest.raises(ConfigurationError) as refused:
        read_address(source)
    assert "S3" not in refused.value.message + refused.value.advice
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(
    "source", ["portal+http://dong-bo.example", "http://10.0.0.1/x", "http://127.0.0.1.evil.example/"]
)
def test_nothing_goes_unprotected_beyond_this_machine(source):
    with pytest.raises(ConfigurationError, match="unprotected"):
        read_address(source)


@pytest.mark.parametrize("source", ["ftp://host/x", "gopher://x", "file://host/x", "/nowhere/at/all", "/etc/hostname"])
def test_a_kind_or_folder_that_is_not_there_is_refused(source, tmp_path):
    with pytest.raises(ConfigurationError):
        open_place(read_address(source), Credentials(), Wish(tmp_path))


def test_credentials_show_no_secret():
    who = environment_credentials({"KYBAOCAO_SOURCE_USER": "u", "KYBAOCAO_SOURCE_PASSWORD": "bi-mat", "OTHER": "x"})
    assert (who.user, who.password, who.key) == ("u", "bi-mat", None)
    assert "bi-mat" not in repr(who)
    assert who.scrubbed("no bi-mat\nhere\x1b[0m") == "no *** here [0m"


def test_a_secret_block_holds_source_and_credentials():
    source, who = secret_credentials('{"source": "sftp://may/xuat", "user": "u", "password": "p"}')
    assert (source, who) == ("sftp://may/xuat", Credentials("u", "p"))


@pytest.mark.parametrize("value", ["bi-mat", "[1]", '{"user": 1}', '{"mat_khau": "bi-mat"}', None])
def test_a_secret_block_of_another_shape_is_refused_and_not_repeated(value):
    with pytest.raises(ConfigurationError) as refused:
        secret_credentials(value)
    assert "bi-mat" not in refused.value.message
