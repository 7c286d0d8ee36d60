"""What every Kafka client here is given to reach the brokers."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.settings import KafkaSettings


class ClientError(OSError):
    """A failure that may pass, in words of our own."""


def options(kafka: KafkaSettings) -> dict[str, Any]:
    """Connection arguments common to aiokafka's consumer and producer.

    Raises:
        OSError: a certificate, key or password file cannot be read.
    """
    return {
        "bootstrap_servers": kafka.bootstrap_servers,
        "request_timeout_ms": kafka.request_timeout_ms,
        "metadata_max_age_ms": 5_000,  # a topic created late is found within seconds
        **_security(kafka),
    }


def describe(error: BaseException) -> str:
    """What an operator may read of a client's error: its kind, and its text where it has one."""
    text, name = str(error).strip(), type(error).__name__
    if isinstance(error, ClientError) or text.startswith(name):
        return text
    return f"{name}: {text}" if text else name


def _security(kafka: KafkaSettings) -> dict[str, Any]:
    given: dict[str, Any] = {"security_protocol": kafka.security_protocol}
    if kafka.security_protocol.endswith("SSL"):
        given["ssl_context"] = _ssl_context(kafka)
    if kafka.security_protocol.startswith("SASL") and kafka.sasl_password_file is not None:
        given["sasl_mechanism"] = kafka.sasl_mechanism
        given["sasl_plain_username"] = kafka.sasl_username
        given["sasl_plain_password"] = kafka.sasl_password_file.read_text("utf-8").strip()
    return given


def _ssl_context(kafka: KafkaSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=kafka.ssl_ca_file)
    if kafka.ssl_cert_file is not None:
        context.load_cert_chain(kafka.ssl_cert_file, kafka.ssl_key_file)
    return context
