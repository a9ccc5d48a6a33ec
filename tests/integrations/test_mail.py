"""Mail: what every mailer promises, against a real SMTP server and against its stand-in; and what a mail holds."""

from __future__ import annotations

import re
import socket
import ssl
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sluitend.config import mail as mail_settings
from sluitend.domain.messages import MAIL_SUBJECT, MailOutcome
from sluitend.integrations.mail import FakeMailer, Letterhead, Server, ShownMailer, SmtpMailer, compose
from tests.smtp import HOST, Handler, certificate, smtp_server, trusting

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HEAD = Letterhead("berichten@vlierdam.example", "https://sluitend.vlierdam.example")
TO = "fatima.de.boer@vlierdam.example"
REF = uuid.UUID(int=12)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


def by_smtp(stack: ExitStack, pem: Path, outcome: MailOutcome) -> tuple[Any, Callable[[], int]]:
    handler = Handler(
        refuse={TO: "550 no such user"} if outcome is MailOutcome.REFUSED else {},
        after_data="451 later" if outcome is MailOutcome.NOT_NOW else "250 OK",
        cut=outcome is MailOutcome.UNSURE,
    )
    port = stack.enter_context(smtp_server(handler, pem=pem))
    return SmtpMailer(Server(HOST, port), HEAD, trusting(pem)), lambda: len(handler.got)


def by_fake(stack: ExitStack, pem: Path, outcome: MailOutcome) -> tuple[Any, Callable[[], int]]:
    mailer = FakeMailer(outcome)
    return mailer, lambda: len(mailer.given)


@pytest.mark.parametrize("make", [by_smtp, by_fake])
@pytest.mark.parametrize(
    ("outcome", "arrived"),
    [(MailOutcome.SENT, 1), (MailOutcome.NOT_NOW, 0), (MailOutcome.REFUSED, 0), (MailOutcome.UNSURE, 1)],
)
def test_a_mailer_says_what_came_of_it(
    stack: ExitStack, pem: Path, make: Any, outcome: MailOutcome, arrived: int
) -> None:
    """What it says did not leave, did not; of what may have arrived it never says that it can be sent again."""
    mailer, count = make(stack, pem, outcome)
    assert mailer.send(TO, REF, NOW) is outcome
    assert count() == arrived


def test_the_demo_sends_nothing_and_calls_it_sent() -> None:
    assert ShownMailer().send(TO, REF, NOW) is MailOutcome.SENT


# -- the real server ---------------------------------------------------------------------------------------------------


def test_it_sends_through_starttls_with_a_name_and_password(stack: ExitStack, pem: Path) -> None:
    handler = Handler()
    port = stack.enter_context(smtp_server(handler, pem=pem, login=("sluitend", "ge heim:@/")))
    server = Server.parse(f"smtp://sluitend:ge%20heim%3A%40%2F@{HOST}:{port}")
    assert SmtpMailer(server, HEAD, trusting(pem)).send(TO, REF, NOW) is MailOutcome.SENT
    assert handler.tls == [True]
    assert handler.got[0][0] == TO


def test_it_sends_through_tls_from_the_first_byte(stack: ExitStack, pem: Path) -> None:
    handler = Handler()
    port = stack.enter_context(smtp_server(handler, pem=pem, implicit=True))
    server = Server.parse(f"smtps://{HOST}:{port}")
    assert SmtpMailer(server, HEAD, trusting(pem)).send(TO, REF, NOW) is MailOutcome.SENT


def test_a_wrong_password_is_for_a_person_to_mend_and_loses_nothing(stack: ExitStack, pem: Path) -> None:
    handler = Handler()
    port = stack.enter_context(smtp_server(handler, pem=pem, login=("sluitend", "goed")))
    server = Server.parse(f"smtp://sluitend:fout@{HOST}:{port}")
    assert SmtpMailer(server, HEAD, trusting(pem)).send(TO, REF, NOW) is MailOutcome.NOT_NOW
    assert handler.got == []


def test_a_certificate_of_somebody_else_gets_no_mail_and_no_password(stack: ExitStack, pem: Path) -> None:
    handler = Handler()
    port = stack.enter_context(smtp_server(handler, pem=pem))
    mailer = SmtpMailer(Server(HOST, port), HEAD, ssl.create_default_context())
    assert mailer.send(TO, REF, NOW) is MailOutcome.NOT_NOW
    assert handler.got == []


def test_a_server_without_tls_gets_no_mail_unless_it_is_this_machine(stack: ExitStack) -> None:
    handler = Handler()
    port = stack.enter_context(smtp_server(handler))
    assert SmtpMailer(Server(HOST, port), HEAD).send(TO, REF, NOW) is MailOutcome.NOT_NOW
    assert SmtpMailer(Server.parse(f"smtp://{HOST}:{port}"), HEAD).send(TO, REF, NOW) is MailOutcome.SENT
    assert handler.tls == [False]


def test_where_nobody_listens_it_can_be_tried_again() -> None:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    assert SmtpMailer(Server(HOST, port, in_clear=True), HEAD).send(TO, REF, NOW) is MailOutcome.NOT_NOW


# -- the mail ----------------------------------------------------------------------------------------------------------


def test_a_mail_as_it_arrives(stack: ExitStack, pem: Path) -> None:
    handler = Handler()
    port = stack.enter_context(smtp_server(handler, pem=pem))
    SmtpMailer(Server(HOST, port), HEAD, trusting(pem)).send(TO, REF, NOW)
    mail = handler.mails()[0]
    assert mail["To"] == TO  # without a name
    assert mail["From"] == "Sluitend <berichten@vlierdam.example>"
    assert mail["Subject"] == MAIL_SUBJECT
    assert mail["Message-ID"] == f"<{REF}@vlierdam.example>"
    assert mail["List-Id"] == "Sluitend <sluitend.vlierdam.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Content-Language"] == "nl, en"
    assert mail["Date"] == "Mon, 02 Mar 2026 10:30:00 +0100"
    assert mail.get_content_type() == "text/plain"
    assert not mail.is_multipart()
    text = mail.get_content()
    assert "Er is iets nieuws voor u" in text
    assert "English: there is something new for you" in text
    assert re.findall(r"https?://\S+", text) == [
        "https://sluitend.vlierdam.example/berichten/",
        "https://sluitend.vlierdam.example/berichten/instellen/",
    ]


@settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(st.uuids(), st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_two_mails_differ_in_their_day_and_number_only(ref: uuid.UUID, now: datetime) -> None:
    first, other = compose(HEAD, TO, REF, NOW), compose(HEAD, TO, ref, now)
    for mail in (first, other):
        del mail["Date"], mail["Message-ID"]
    assert first.as_bytes() == other.as_bytes()


# -- settings ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 587)),
        ("smtp://a:b%40@mail.example:2525", Server("mail.example", 2525, "a", "b@")),
        ("smtps://mail.example", Server("mail.example", 465, implicit_tls=True)),
        ("smtp://localhost:25", Server("localhost", 25, in_clear=True)),
    ],
)
def test_the_address_of_a_server(url: str, server: Server) -> None:
    assert Server.parse(url) == server


@pytest.mark.parametrize(
    "url", ["mail.example", "http://mail.example", "smtp://", "smtp://a:geheim@h:poort", "smtp://h/x"]
)
def test_a_wrong_address_is_a_sentence_without_the_password(url: str) -> None:
    with pytest.raises(mail_settings.MailFault) as error:
        mail_settings.from_environment({mail_settings.SERVER: url, mail_settings.SENDER: "a@b.example"}, "https://h")
    assert "SLUITEND_SMTP_URL" in str(error.value)
    assert "geheim" not in str(error.value)


def test_the_password_is_in_no_text_of_the_settings() -> None:
    found = mail_settings.from_environment(
        {mail_settings.SERVER: "smtp://a:geheim@h", mail_settings.SENDER: "a@b.example"}, "https://h"
    )
    assert "geheim" not in repr(found)


def test_without_a_server_there_is_no_mail_and_with_one_there_is_a_sender() -> None:
    assert mail_settings.from_environment({}, "https://h") is None
    for sender in ("", "Sluitend", "a@b\nBcc: x@y"):
        with pytest.raises(mail_settings.MailFault):
            mail_settings.from_environment(
                {mail_settings.SERVER: "smtp://h", mail_settings.SENDER: sender}, "https://h"
            )
