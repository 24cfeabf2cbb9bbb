"""Hashes of passwords that take no time. A real one takes a tenth of a second of the processor, as it is meant to,
and the tests sign in more than a thousand times."""

from advanced_alchemy.types.password_hash.argon2 import Argon2Hasher

QUICK = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
