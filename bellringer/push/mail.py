"""E-mail, for who has no phone and for the digest: one plain message, by SMTP."""

from email.message import EmailMessage
from email.utils import formataddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from bellringer.gamification.rules.deliveries import Answer
from bellringer.push.port import Mail

TIMEOUT_SECONDS = 10.0  # of a whole send: shorter than what a lease leaves it


class Smtp:
    """The mailer: one connection a message to one SMTP server."""

    def __init__(self, url: str, *, sender: str, public_url: str | None = None) -> None:
        self._server = urlsplit(url)
        self._sender = sender
        self._public_url = public_url

    async def send(self, mail: Mail) -> Answer:
        """Hand a message to the server; who answers 4xx or not at all is asked again, 5xx is for ever."""
        server = self._server
        is_tls = server.scheme == "smtps"
        try:
            await aiosmtplib.send(
                self._message(mail),
                hostname=server.hostname,
                port=server.port,
                username=unquote(server.username) if server.username else None,
                password=unquote(server.password) if server.password else None,
                use_tls=is_tls,
                start_tls=False if is_tls else None,  # None: whenever the server offers it
                timeout=TIMEOUT_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refused(refused.recipients[0].code)
        except aiosmtplib.SMTPResponseException as refused:
            return _refused(refused.code)
        except (aiosmtplib.SMTPException, OSError, ValueError) as error:
            return Answer(status=None, code=type(error).__name__)
        return Answer(status=200, code="OK")

    def _message(self, mail: Mail) -> EmailMessage:
        message = EmailMessage()
        message["From"] = formataddr((mail.organization, self._sender))
        message["To"] = mail.address
        message["Subject"] = mail.title
        # the same for every copy, so that a mailbox can show it once
        message["Message-ID"] = f"<{mail.delivery_id}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        link = f"\n\n{self._public_url}{mail.path}" if self._public_url else ""
        message.set_content(f"{mail.body}{link}\n")
        return message


def _refused(code: int) -> Answer:
    is_passing = 400 <= code < 500
    return Answer(status=503 if is_passing else 400, code=f"SMTP_{code}", blames_payload=True)
