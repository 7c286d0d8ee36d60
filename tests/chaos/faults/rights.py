"""Rights taken away, passwords changed, logins and certificates that end."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

from tests.chaos.catalogue import fault
from tests.chaos.guarded import RIGHTS, Expiring, Guarded, Right, Tls, wait_for
from tests.chaos.timing import lasting
from tests.kafka.admin import Record

if TYPE_CHECKING:
    from tests.chaos.catalogue import Cause
    from tests.chaos.scene import Scene

READ_RECEIPTS = RIGHTS[-1]
BAD = b"not a payment either"


def _without(right: Right) -> Cause:
    async def forbidden(scene: Scene[Guarded]) -> None:
        """The right is taken away under load, and given back."""
        member = await scene.working()
        scene.bad[BAD] = "not_json"
        await scene.world.forbid(scene.topics, right)
        scene.load.put([Record(BAD, partition=0)])
        if right == READ_RECEIPTS:  # their end is read at an assignment
            await member.restart()
        await scene.explains(member, getattr(scene.topics, right.part))
        await scene.stands_still(scene.size.pause / 2)
        await scene.world.allow(scene.topics, right)
        scene.over()

    return forbidden


for each in RIGHTS:
    what = "the group" if each.part == "group" else f"{each.part.replace('_', '-')} topic"
    fault(
        f"right withdrawn: {each.operation.name} on {what}",
        "stops, live, not ready with a reason, nothing committed; goes on when it is given back",
        world=Guarded,
        every=4,
    )(_without(each))


@fault(
    "password changed",
    "open connections go on; the next login fails, says so, and reads the password file anew",
    world=Guarded,
)
async def password(scene: Scene[Guarded]) -> None:
    """The broker has a new password first, the service's file much later."""
    member = await scene.working()
    secret = f"another made-up password {time.monotonic_ns()}"
    await scene.world.change_password(secret)
    scene.world.proxy.reset()
    await scene.explains(member, "")
    await scene.stands_still(scene.size.pause / 2)
    scene.world.tell_password(secret)
    scene.over()


@fault(
    "logins expire every 5 s",
    "connections are closed by the broker again and again: it logs in anew, nothing is lost",
    world=Expiring,
    every=4,
)
async def expiring(scene: Scene[Expiring]) -> None:
    """The broker ends each connection whose login is older than that."""
    await scene.working()
    began = scene.world.proxy.connections
    await lasting(max(12.0, scene.size.pause))
    await scene.commits_again()
    scene.note(f"went on over {scene.world.proxy.connections - began} new connections")
    assert scene.world.proxy.connections > began
    scene.over()


@fault(
    "broker's certificate expires",
    "no connection to it is made; not ready with a reason; goes on with its new certificate",
    world=Tls,
)
async def broker_certificate(scene: Scene[Tls]) -> None:
    """It is noticed at the next connection, and renewed some time later."""
    member = await scene.working()
    end = scene.world.certify("broker", timedelta(seconds=3))
    await scene.world.show_new()
    await wait_for(end + timedelta(seconds=1))
    scene.world.proxy.reset()
    await scene.explains(member, "")
    await scene.stands_still(scene.size.pause / 2)
    scene.world.certify("broker", timedelta(days=1))
    await scene.world.show_new()
    scene.over()


@fault(
    "own certificate expires",
    "the broker refuses it; not ready with a reason; goes on with the file's new certificate",
    world=Tls,
)
async def own_certificate(scene: Scene[Tls]) -> None:
    """The service was started with a certificate that ends soon; the file is renewed late."""
    end = scene.world.certify("service", timedelta(seconds=15))
    member = await scene.working()
    await wait_for(end + timedelta(seconds=1))
    scene.world.proxy.reset()
    await scene.explains(member, "")
    await scene.stands_still(scene.size.pause / 2)
    scene.world.certify("service", timedelta(days=1))
    scene.over()
