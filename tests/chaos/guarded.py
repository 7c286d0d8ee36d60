"""Kafkas with guards: passwords and access rights, or certificates."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from confluent_kafka.admin import (
    AclBinding,
    AclBindingFilter,
    AclOperation,
    AclPermissionType,
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    ResourcePatternType,
    ResourceType,
    ScramCredentialInfo,
    ScramMechanism,
    UserScramCredentialUpsertion,
)

from tests.chaos.certificates import Authority
from tests.chaos.nodes import ProxiedBroker
from tests.chaos.worlds import Plain

if TYPE_CHECKING:
    from tests.kafka.conftest import Topics

USER = "fresnel"
_MECHANISM = "SCRAM-SHA-512"
_ITERATIONS = 4_096


class Right(NamedTuple):
    """What the service may do with one topic or its group; `part` is its name in `Topics`."""

    part: str
    operation: AclOperation

    def binding(self, topics: Topics) -> AclBinding:
        """The access-control entry."""
        kind = ResourceType.GROUP if self.part == "group" else ResourceType.TOPIC
        return AclBinding(kind, getattr(topics, self.part), *self._whose())

    def entry(self, topics: Topics) -> AclBindingFilter:
        """A filter that finds it."""
        kind = ResourceType.GROUP if self.part == "group" else ResourceType.TOPIC
        return AclBindingFilter(kind, getattr(topics, self.part), *self._whose())

    def _whose(self) -> tuple[object, ...]:
        user = f"User:{USER}"
        allow = AclPermissionType.ALLOW
        return ResourcePatternType.LITERAL, user, "*", self.operation, allow


RIGHTS = (
    Right("transactions", AclOperation.READ),
    Right("group", AclOperation.READ),
    Right("review", AclOperation.WRITE),
    Right("dead_letter", AclOperation.WRITE),
    Right("audit", AclOperation.WRITE),
    Right("audit", AclOperation.READ),
)


class GuardedBroker(ProxiedBroker):
    """A broker that asks the service for a password and lets it do only what is allowed."""

    protocol = "SASL_PLAINTEXT"

    def more(self) -> dict[str, str]:
        """SCRAM behind the proxy, an authorizer, and all rights for the plain listener."""
        module = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        return {
            "sasl.enabled.mechanisms": _MECHANISM,
            "listener.name.inner.scram-sha-512.sasl.jaas.config": module,
            "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
            "super.users": "User:ANONYMOUS",
        }


class Guarded(Plain):
    """One broker with passwords and rights."""

    broker_type: type[ProxiedBroker] = GuardedBroker

    def make(self, proxy_port: int) -> ProxiedBroker:
        """The broker of this world."""
        return self.broker_type(proxy_port)

    async def open(self) -> None:
        """Starts it, and gives the service a password."""
        await super().open()
        self.password_file = self.folder / "password"
        await self.change_password("a made-up password")
        self.tell_password("a made-up password")

    def settings(self) -> dict[str, object]:
        """User and password."""
        return {
            "KAFKA__SECURITY_PROTOCOL": "SASL_PLAINTEXT",
            "KAFKA__SASL_MECHANISM": _MECHANISM,
            "KAFKA__SASL_USERNAME": USER,
            "KAFKA__SASL_PASSWORD_FILE": self.password_file,
        }

    async def welcome(self, topics: Topics) -> None:
        """Gives every right that the service needs."""
        for each in RIGHTS:
            await self.allow(topics, each)

    async def allow(self, topics: Topics, right: Right) -> None:
        """Gives a right."""
        await self.ask(self.admin.create_acls([right.binding(topics)]))

    async def forbid(self, topics: Topics, right: Right) -> None:
        """Takes a right away."""
        await self.ask(self.admin.delete_acls([right.entry(topics)]))

    async def change_password(self, password: str) -> None:
        """Changes the password at the broker."""
        info = ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, _ITERATIONS)
        change = UserScramCredentialUpsertion(USER, info, password.encode())
        await self.ask(self.admin.alter_user_scram_credentials([change]))

    def tell_password(self, password: str) -> None:
        """Writes the password where the service reads it."""
        self.password_file.write_text(password)


class ExpiringBroker(GuardedBroker):
    """A broker for which a login holds for five seconds."""

    def more(self) -> dict[str, str]:
        """As its kind, and the life of a login."""
        name = "listener.name.inner.scram-sha-512.connections.max.reauth.ms"
        return super().more() | {name: "5000"}


class Expiring(Guarded):
    """One broker with passwords, which closes a connection whose login is too old."""

    broker_type = ExpiringBroker


class TlsBroker(ProxiedBroker):
    """A broker that shows a certificate, and asks the service for its own."""

    protocol = "SSL"
    authority: Authority

    def more(self) -> dict[str, str]:
        """Where its certificate is, and whom it trusts."""
        stores = {"keystore": "broker.pem", "truststore": "authority.pem"}
        given = {
            f"listener.name.inner.ssl.{store}.{name}": value
            for store, file in stores.items()
            for name, value in (("type", "PEM"), ("location", str(self.authority.folder / file)))
        }
        return given | {"listener.name.inner.ssl.client.auth": "required"}


class Tls(Plain):
    """One broker with certificates on both sides."""

    def make(self, proxy_port: int) -> ProxiedBroker:
        """The broker of this world, with a certificate that holds."""
        self.authority = Authority(self.folder)
        self.certify("broker", timedelta(days=1))
        self.certify("service", timedelta(days=1))
        TlsBroker.authority = self.authority
        return TlsBroker(proxy_port)

    def certify(self, name: str, life: timedelta) -> datetime:
        """Writes a new certificate of broker or service to its file; when it ends."""
        return self.authority.issue(name, datetime.now(UTC) + life)

    async def show_new(self) -> None:
        """Has the broker read its certificate anew."""
        name = "listener.name.inner.ssl.keystore.location"
        value = str(self.authority.folder / "broker.pem")
        entry = ConfigEntry(name, value, incremental_operation=AlterConfigOpType.SET)
        resource = ConfigResource(ResourceType.BROKER, "1", incremental_configs=[entry])
        await self.ask(self.admin.incremental_alter_configs([resource]))

    def settings(self) -> dict[str, object]:
        """Whom to trust, and its own certificate."""
        folder = self.authority.folder
        return {
            "KAFKA__SECURITY_PROTOCOL": "SSL",
            "KAFKA__SSL_CA_FILE": folder / "authority.pem",
            "KAFKA__SSL_CERT_FILE": folder / "service.pem",
            "KAFKA__SSL_KEY_FILE": folder / "service.pem",
        }


async def wait_for(moment: datetime) -> None:
    """Lets time go on to a moment."""
    over = asyncio.Event()
    left = (moment - datetime.now(UTC)).total_seconds()
    asyncio.get_running_loop().call_later(max(0.0, left), over.set)
    await over.wait()
