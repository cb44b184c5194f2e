"""Certificates are verified, always: a sound one is trusted by its authority only, others never."""

import ssl

import httpx
import pytest

from tests.practice_server import Practice
from warehouse.errors import DataRefused, SourceFailed

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def secured(shelf):
    """Three servers behind TLS: sound, expired and foreign."""
    faults = {"sound": "", "expired": "expired-certificate", "foreign": "foreign-certificate"}
    started = {name: Practice(shelf, "--tls", "--faults", fault) for name, fault in faults.items()}
    yield {name: practice.wait() for name, practice in started.items()}
    for practice in started.values():
        practice.stop()


def test_a_certificate_of_the_offices_own_authority_is_trusted(secured, pull, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", secured["sound"].authority)
    assert pull(secured["sound"].url).is_new


def test_an_unknown_authority_is_refused(secured, pull, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with pytest.raises(SourceFailed, match="cannot be trusted"):
        pull(secured["sound"].url)


@pytest.mark.parametrize("name", ["expired", "foreign"])
def test_an_expired_or_foreign_certificate_is_refused(secured, pull, left_behind, monkeypatch, name):
    monkeypatch.setenv("SSL_CERT_FILE", secured[name].authority)
    with pytest.raises(SourceFailed, match="cannot be trusted; nothing was sent or read"):
        pull(secured[name].url)
    assert left_behind() == ([], [])


def test_a_redirect_from_https_to_http_is_refused(secured, pull, left_behind, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", secured["sound"].authority)
    with httpx.Client(verify=ssl.create_default_context()) as client:
        client.post(f"{secured['sound'].url.removeprefix('portal+')}/loi", json={"loi": "redirect-http"})
    with pytest.raises(DataRefused, match="redirects to http://"):
        pull(secured["sound"].url)
    assert left_behind() == ([], [])
