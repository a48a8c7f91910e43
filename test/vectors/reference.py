"""The routing contract once more, in Python, from its text and not from the TypeScript.

Standard library only. A function returns its answer or raises Refused(field, rule).
Numbers follow JSON: 1 and 1.0 are the same number, true is not a number.
"""

import hashlib
import math
import struct

# Unicode's White_Space property, without those that are control characters, and the byte order mark.
OUTER_SPACE = set(
    "\u0020\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff"
)
RESERVED_STARTS = ("/_sys/", "temporal-sys-per-ns-", "__temporal_")
SCOPES = {"tenant": "tenant", "jobs": "system"}
MISSING = object()


class Refused(Exception):
    def __init__(self, field, rule):
        super().__init__(f"{field} [{rule}]")
        self.field = field
        self.rule = rule


def text(value, field):
    if not isinstance(value, str):
        raise Refused(field, "type")
    if value == "":
        raise Refused(field, "empty")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise Refused(field, "ill-formed")
    return value


def name_part(value, field):
    part = text(value, field)
    if any(ord(char) < 0x20 or 0x7F <= ord(char) <= 0x9F for char in part):
        raise Refused(field, "control-character")
    if part[0] in OUTER_SPACE or part[-1] in OUTER_SPACE:
        raise Refused(field, "outer-space")
    return part


def number(value, field):
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Refused(field, "type")
    if not math.isfinite(value):
        raise Refused(field, "not-finite")
    return value


def integer(value, field, lowest, highest=math.inf):
    if number(value, field) != math.floor(value):
        raise Refused(field, "not-integer")
    if not lowest <= value <= highest:
        raise Refused(field, "out-of-range")
    return int(value)


def fairness_key(value, field="fairnessKey"):
    if len(text(value, field).encode("utf-8")) > 64:
        raise Refused(field, "too-long")
    return value


def fairness_weight(value, field="fairnessWeight"):
    number(value, field)
    try:
        sent = struct.unpack(">f", struct.pack(">f", value))[0]
    except OverflowError:
        sent = math.inf
    if not 0.001 <= sent <= 1000:
        raise Refused(field, "out-of-range")
    return value


def priority_key(value, field="priorityKey"):
    return integer(value, field, 1, 2**31 - 1)


def kind_of(value, scope):
    kind = name_part(value, "kind")
    if SCOPES.get(kind, scope) != scope:
        raise Refused("kind", "wrong-scope")
    return kind


def queue_name(prefix, kind, shard):
    name = prefix + "." + kind + "." + ("0" + str(shard) if shard < 10 else str(shard))
    if name.startswith(RESERVED_STARTS):
        raise Refused("prefix", "reserved")
    if len(name.encode("utf-8")) > 1000:
        raise Refused("taskQueue", "too-long")
    return name


def spread(key, shards):
    first, second, third, fourth = hashlib.sha256(key.encode("utf-8")).digest()[:4]
    return (((first * 256 + second) * 256 + third) * 256 + fourth) % max(1, shards)


def shard_of(key=MISSING, shards=MISSING):
    return spread(text(key, "key"), integer(shards, "shards", 1))


def task_queue_name(prefix=MISSING, kind=MISSING, shard=MISSING):
    return queue_name(name_part(prefix, "prefix"), name_part(kind, "kind"), integer(shard, "shard", 0, 2**32 - 1))


def hashed_fairness_key(tenantId=MISSING):
    return hashlib.sha256(text(tenantId, "tenantId").encode("utf-8")).hexdigest()[:32]


def route_for_tenant(
    tenantId=MISSING, namespace=MISSING, prefix=MISSING, shards=MISSING,
    kind="tenant", fairnessWeight=1, fairnessKey=MISSING, priorityKey=MISSING,
):
    tenant = text(tenantId, "tenantId")
    space = text(namespace, "namespace")
    front = name_part(prefix, "prefix")
    count = integer(shards, "shards", 1)
    queue = queue_name(front, kind_of(kind, "tenant"), spread(tenant, count))
    priority = {
        "fairnessKey": fairness_key(tenant if fairnessKey is MISSING else fairnessKey),
        "fairnessWeight": fairness_weight(fairnessWeight),
    }
    if priorityKey is not MISSING:
        priority["priorityKey"] = priority_key(priorityKey)
    return {"namespace": space, "taskQueue": queue, "priority": priority}


def route_for_system_job(namespace=MISSING, prefix=MISSING, kind="jobs", priorityKey=MISSING, fairnessKey=MISSING):
    space = text(namespace, "namespace")
    route = {"namespace": space, "taskQueue": queue_name(name_part(prefix, "prefix"), kind_of(kind, "system"), 0)}
    priority = {}
    if fairnessKey is not MISSING:
        priority["fairnessKey"] = fairness_key(fairnessKey)
    if priorityKey is not MISSING:
        priority["priorityKey"] = priority_key(priorityKey)
    return {**route, "priority": priority} if priority else route


CALLS = {
    "shardOf": shard_of,
    "taskQueueName": task_queue_name,
    "hashedFairnessKey": hashed_fairness_key,
    "routeForTenant": route_for_tenant,
    "routeForSystemJob": route_for_system_job,
}
