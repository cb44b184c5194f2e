"""The files of one published revision to its recipients: by mail, into a folder, into a bucket; each once.

In: a revision that is as it was published. Out: how it stands with each recipient.
"""

import json
import mimetypes
import shutil
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from functools import partial
from pathlib import Path
from string import Template

from warehouse.cycles.approval import is_approved, refuse_altered
from warehouse.errors import ConfigurationError, NotSent
from warehouse.exports.places.address import read_address
from warehouse.exports.places.credentials import environment_credentials
from warehouse.figures.revisions import Revision
from warehouse.messages import tell
from warehouse.publication.outputs import MANIFEST, published_folder
from warehouse.sending.ledger import Errand, Outcome, keep_unclear, send_once
from warehouse.sending.mail import MailServer
from warehouse.sending.notices import message_key, wording
from warehouse.sending.recipients import Recipient

LARGEST_ATTACHMENTS = 20_000_000


@dataclass(frozen=True)
class Report:
    """A published revision and its folder."""

    home: Path
    revision: Revision

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return published_folder(self.home, self.revision)

    @property
    def place(self) -> str:
        """Its path below any folder that it is handed into."""
        return f"{self.revision.plan_id}/{self.revision.period}/r{self.revision.revision}"

    def files(self, what: tuple[str, ...]) -> list[Path]:
        """The files that a recipient wants, in that order; without a wish all, the manifest last.

        Raises:
            ConfigurationError: the report has none of a name; the list of recipients must be corrected.
        """
        listed = json.loads((self.folder / MANIFEST).read_text("utf-8"))["files"]
        names = [entry["path"] for entry in listed]
        unknown = [name for name in what if name not in names]
        if unknown:
            raise ConfigurationError(
                tell("{report} has no file {file}.", report=self.place, file=unknown[0]),
                tell("Its files are {names}: correct recipients.toml.", names=", ".join(names)),
                code="setting-wrong",
            )
        return [self.folder / name for name in names if not what or name in what] + [self.folder / MANIFEST] * (
            not what
        )


def hand_over(
    report: Report, recipients: list[Recipient], mail: MailServer | None, link: str = "", again: str = ""
) -> list[Outcome]:
    """Hand a report to everyone whose turn it is; a fault of one recipient keeps no other from it.

    ``link`` is the web address of the outputs, for files too large to attach; ``again`` the address that a
    person wants served once more although it may have been.

    Raises:
        CycleFailed: the files are not as they were published; nothing was handed over.
    """
    refuse_altered(report.home, report.revision)
    approved = is_approved(report.home, report.revision)
    outcomes = []
    for recipient in recipients:
        errand = _errand(report, recipient)
        if recipient.deliver_when == "approved" and not approved:
            outcomes.append(Outcome(recipient.kind, recipient.address, "waiting", 0, "for approval", is_new=False))
            continue
        send = partial(_send, report, recipient, mail, link, message_key(errand))
        outcomes.append(send_once(report.home, errand, send, again=recipient.address == again))
    return outcomes


def mark_unknown(home: Path, revision: Revision, recipients: list[Recipient]) -> int:
    """Keep that a report may have been handed over to those whose turn it was, where no record says; to how many."""
    report, approved = Report(home, revision), is_approved(home, revision)
    due = [each for each in recipients if approved or each.deliver_when == "published"]
    reason = tell("the record was lost with the warehouse")
    return sum(keep_unclear(home, _errand(report, recipient), reason) for recipient in due)


def _errand(report: Report, recipient: Recipient) -> Errand:
    revision = report.revision
    number = str(revision.revision)
    return Errand("report", revision.plan_id, revision.period, number, recipient.kind, recipient.address)


def _send(report: Report, recipient: Recipient, mail: MailServer | None, link: str, key: str) -> str:
    files = report.files(recipient.what)
    if recipient.kind == "folder":
        return _into_folder(report, Path(recipient.address).expanduser(), files)
    if recipient.kind == "s3":
        return _into_bucket(report, recipient.address, files)
    if mail is None:
        raise ConfigurationError(
            tell("There is no mail server to send by."), tell("Set KYBAOCAO_SMTP_URL."), code="setting-wrong"
        )
    return mail.send(_message(report, recipient, mail, link, files, key), recipient.address)


def _into_folder(report: Report, base: Path, files: list[Path]) -> str:
    """Copy beside, then one rename: the folder is whole as soon as anybody sees it."""
    there = base / report.place
    if not base.is_dir():  # a share that is not mounted must not be made up
        raise NotSent(
            tell("There is no folder {folder}.", folder=base),
            tell("Mount it, or correct recipients.toml."),
            transient=True,
            code="not-sent",
        )
    if there.exists():
        return tell("already in {folder}", folder=there)
    draft = there.with_name(f".{there.name}.part")
    try:
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        for file in files:
            (draft / file.name).write_bytes(file.read_bytes())
        draft.replace(there)
    except OSError as error:
        raise NotSent(
            tell("{folder} cannot be written: {reason}.", folder=base, reason=error.strerror),
            tell("Free space there, or give the right to write."),
            transient=True,
            code="not-sent",
        ) from None
    return str(there)


def _into_bucket(report: Report, address: str, files: list[Path]) -> str:
    """Put every file, the manifest last: what is without a manifest is not whole."""
    from warehouse.exports.places.filesystems import in_our_words, is_passing, open_s3  # noqa: PLC0415  # slow to import

    base, who = read_address(address), environment_credentials()
    if base.scheme != "s3":
        raise ConfigurationError(
            tell("{address} is no s3:// address.", address=address),
            tell("Write s3://bucket/folder."),
            code="setting-wrong",
        )
    root = f"{base.host}{base.path}".rstrip("/")
    try:
        bucket = open_s3(base, who)
        for file in files:
            bucket.pipe_file(f"{root}/{report.place}/{file.name}", file.read_bytes())
    except Exception as error:
        fault = in_our_words(error, base.text, who)
        raise NotSent(fault.message, fault.advice, transient=is_passing(error), code="not-sent") from None
    return f"s3://{root}/{report.place}"


def _message(
    report: Report, recipient: Recipient, server: MailServer, link: str, files: list[Path], key: str
) -> EmailMessage:
    """The mail with its files, or with a link to them where a mail server would refuse so much."""
    is_attached = sum(file.stat().st_size for file in files) <= LARGEST_ATTACHMENTS
    place = f"{link.rstrip('/')}/{report.place}/" if link else str(report.folder)
    where = wording()["attached"] if is_attached else Template(wording()["linked"]).substitute(link=place)
    values = {
        "plan_id": report.revision.plan_id,
        "period": report.revision.period,
        "revision": report.revision.revision,
        "files": "\n".join(f"- {file.name}" for file in files),
        "where": where,
    }
    message = EmailMessage()
    message["From"], message["To"] = server.sender, recipient.address
    message["Subject"] = Template(wording()["report_subject"]).substitute(values)
    message["Date"] = formatdate(localtime=True)
    message["Message-ID"] = f"<{key}@{server.sender.partition('@')[2] or server.host}>"
    message.set_content(Template(wording()["report_text"]).substitute(values))
    for file in files if is_attached else ():
        kind, _, subtype = (mimetypes.guess_type(file.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(file.read_bytes(), maintype=kind, subtype=subtype, filename=file.name)
    return message
