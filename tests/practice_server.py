"""The practice server as its own process, for tests that pull from it."""

import os
import subprocess
import sys

import httpx

from warehouse.exports.places.credentials import Credentials

ACCOUNT = Credentials("can-bo", "mat-khau-rat-bi-mat")


class Practice:
    """One practice server in its own process."""

    def __init__(self, source, *options):
        account = {"KYBAOCAO_SOURCE_USER": ACCOUNT.user, "KYBAOCAO_SOURCE_PASSWORD": ACCOUNT.password}
        self.source = source
        command = [sys.executable, "-m", "flows", "portal", "--port", "0", "--source", str(source), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ | account)

    def wait(self):
        self.url = self.process.stdout.readline().strip()
        assert self.url.startswith("portal+http"), self.url
        self.authority = ""
        if self.url.startswith("portal+https"):
            self.authority = self.process.stdout.readline().strip().removeprefix("SSL_CERT_FILE=")
        return self

    def order(self, faults=""):
        """Switch faults on and all others off; return how often those that were on were made."""
        return httpx.post(f"{self.url.removeprefix('portal+')}/loi", json={"loi": faults}).json()["da_tao"]

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
        self.process.stdout.close()
