"""Tokens that nobody may believe, as many as one likes: python -m tests.identity.forging 100000

Each kind of forgery is a function of chance. Beside them honest tokens are made, which must be
believed: else nothing would be shown by refusing.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chalicelib.adapters.jwt_tokens import LONGEST_TOKEN, SKEW
from tests.identity.tokens import (
    CITIZENS,
    EC_KEY,
    ISSUER,
    NOW,
    OTHER_KEY,
    RSA_KEY,
    TOKENS,
    Key,
    at,
    b64,
    claims,
    part,
    public,
    signed,
)

Json = dict[str, Any]
Forgery = Callable[[Random], str]
STRANGER = ec.generate_private_key(ec.SECP256R1())
SKEW_SECONDS = int(SKEW.total_seconds())
HONEST: tuple[tuple[Key, str], ...] = ((EC_KEY, "e"), (RSA_KEY, "r"))
NEVER = ("none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "RS512", "ES384", "PS256")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def honest(chance: Random) -> str:
    """Of any of our keys, with claims that do not matter here."""
    key, kid = chance.choice(HONEST)
    return signed(claims(sub=f"u{chance.randrange(10**6)}"), key, kid)


def unsigned(chance: Random) -> str:
    header = {"alg": chance.choice(NEVER), "kid": chance.choice("er"), "typ": "JWT"}
    signature = chance.choice(["", "AA", honest(chance).split(".")[2]])
    return f"{part(header)}.{part(claims())}.{signature}"


def with_a_public_key_as_secret(chance: Random) -> str:
    """What a library believes that lets the token choose HS256."""
    key, kid = chance.choice(HONEST)
    shown = key.public_key()
    secrets = [
        shown.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        shown.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo),
        json.dumps(public(key, kid)).encode(),
    ]
    name = chance.choice(["256", "384", "512"])
    text = f"{part({'alg': f'HS{name}', 'kid': kid})}.{part(claims())}"
    mac = hmac.digest(chance.choice(secrets), text.encode(), getattr(hashlib, f"sha{name}"))
    return f"{text}.{b64(mac)}"


def by_a_stranger(chance: Random) -> str:
    return signed(key=STRANGER, kid=chance.choice(["e", "r", "c"]))


def with_a_wrong_id(chance: Random) -> str:
    key, kid = chance.choice(HONEST)
    others = ["", "x", "E", kid * 2, f"{kid} ", "c", "../e", None, "e" if kid == "r" else "r"]
    return signed(key=key, kid=chance.choice(others))


def altered(chance: Random) -> str:
    """The claims of somebody else under the signature of an honest token."""
    header, _, signature = honest(chance).split(".")
    other: list[Json] = [{"roles": ["supervisor"]}, {"jurisdiction": "taian"}, {"sub": "u0"}]
    other += [{"exp": at(days=9)}]
    return f"{header}.{part(claims(**chance.choice(other)))}.{signature}"


def with_one_bit_more(chance: Random) -> str:
    """A bit of any part turned over."""
    parts = honest(chance).split(".")
    which = chance.randrange(3)
    raw = bytearray(bytes_of(parts[which]))
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return ".".join([*parts[:which], b64(bytes(raw)), *parts[which + 1 :]])


def cut_short(chance: Random) -> str:
    token = honest(chance)
    # The last letter of a signature may hold bits that count for nothing.
    return token[: chance.randrange(len(token) - 2)]


def grown(chance: Random) -> str:
    token = honest(chance)
    more = "".join(chance.choices(LETTERS, k=4 * chance.randint(1, 8)))
    return chance.choice([token + more, f"{token}.{more}", f"{more}{token}", f"{more}.{token}"])


def out_of_time(chance: Random) -> str:
    late = at() - SKEW_SECONDS - chance.choice([0, 1, 60, 10**6])
    early = at() + SKEW_SECONDS + chance.choice([1, 60, 10**6])
    odd: list[Json] = [{"exp": late}, {"nbf": early}, {"exp": None}, {"exp": str(at(hours=1))}]
    odd += [{"exp": True}, {"exp": [at(hours=1)]}, {"nbf": "0"}, {"exp": float("nan")}]
    odd += [{"exp": float("inf")}, {"nbf": False}, {"exp": -1}]
    return signed(claims(**chance.choice(odd)))


def of_another(chance: Random) -> str:
    """Rightly signed, by an issuer or for an audience that is not meant."""
    others: list[Json] = [{"iss": "https://evil.example"}, {"iss": f"{ISSUER}/"}, {"iss": None}]
    others += [{"iss": [ISSUER]}, {"iss": CITIZENS}, {"aud": "other"}, {"aud": None}, {"aud": []}]
    others += [{"aud": ["other"]}, {"aud": "LIANXIN"}, {"aud": {"lianxin": 1}}, {"iss": ""}]
    return signed(claims(**chance.choice(others)))


def by_the_other_issuer(chance: Random) -> str:
    """One issuer of ours speaks in the name of another."""
    return signed(claims(), OTHER_KEY, chance.choice(["c", "e"]))


def with_its_own_key(chance: Random) -> str:
    """Headers that tell where a key is, or what it is, are not ours to follow."""
    own = public(STRANGER, "mine")
    found: list[Json] = [
        {"jwk": own},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/chain"},
        {"x5c": ["MIIB"], "x5t": "AAAA"},
        {"jwk": own, "jku": "https://evil.example/keys"},
    ]
    return signed(key=STRANGER, kid=chance.choice(["mine", "e", None]), **chance.choice(found))


def with_demands(chance: Random) -> str:
    """Rightly signed, with a header that changes what a signature means."""
    found: list[Json] = [{"crit": ["exp"]}, {"crit": []}, {"b64": False, "crit": ["b64"]}]
    return signed(**{**chance.choice(found), "kid": "e"})


def nested(chance: Random) -> str:
    inner = honest(chance)
    header = {"alg": "ES256", "kid": "e", "cty": "JWT"}
    encrypted = {"alg": "RSA-OAEP", "enc": "A256GCM", "kid": "r", "cty": "JWT"}
    return chance.choice(
        [
            f"{part(header)}.{b64(inner.encode())}.{inner.split('.')[2]}",
            f"{part(encrypted)}.AAAA.AAAA.{b64(inner.encode())}.AAAA",
            part({"payload": inner, "signatures": [{"protected": part(header)}]}),
            part(inner),
        ]
    )


def huge(chance: Random) -> str:
    """Rightly signed and longer than anybody's token; or deep, or long where it should be short."""
    deep = "[" * 3000 + "]" * 3000
    return chance.choice(
        [
            signed(claims(more="x" * LONGEST_TOKEN)),
            f"{b64(deep.encode())}.{part(claims())}.AAAA",
            f"{part({'alg': 'ES256', 'kid': 'e'})}.{b64(deep.encode())}.AAAA",
            "." * chance.randint(1, 3 * LONGEST_TOKEN),
            "A" * chance.randint(1, LONGEST_TOKEN),
        ]
    )


def of_odd_claims(chance: Random) -> str:
    """Rightly signed, with claims of a wrong type, or the name of no person."""
    odd: list[Json] = [{"roles": "office"}, {"roles": [1]}, {"roles": {"office": 1}}]
    odd += [{"unit": 5}, {"jurisdiction": ["zhaoqing"]}, {"phone_number": {}}, {"sub": 5}]
    odd += [{"sub": ""}, {"sub": None}, {"sub": "a\nb"}, {"sub": "x" * 201}, {"sub": ["u1"]}]
    odd += [{"sub": "system"}, {"sub": "nobody"}]
    return signed(claims(**chance.choice(odd)))


def nonsense(chance: Random) -> str:
    words = ["", ".", "..", "a.b.c", "null", "Bearer", "\u0000", "é.é.é", "{}", "e30.e30.e30"]
    noise = "".join(chance.choices(LETTERS + ".", k=chance.randint(1, 300)))
    return chance.choice([*words, noise])


FORGERIES: tuple[Forgery, ...] = (
    unsigned,
    with_a_public_key_as_secret,
    by_a_stranger,
    with_a_wrong_id,
    altered,
    with_one_bit_more,
    cut_short,
    grown,
    out_of_time,
    of_another,
    by_the_other_issuer,
    with_its_own_key,
    with_demands,
    nested,
    huge,
    of_odd_claims,
    nonsense,
)


def chance_of(seed: int) -> Random:
    """The same tokens again, so that one that was believed can be looked at."""
    return Random(seed)  # noqa: S311 - to be repeated, not to be safe


def forged(many: int, seed: int) -> Iterator[tuple[str, str]]:
    """The kind of each forgery, and the token; the kinds in turn."""
    chance = chance_of(seed)
    for number in range(many):
        forgery = FORGERIES[number % len(FORGERIES)]
        yield forgery.__name__, forgery(chance)


def believed(many: int, seed: int) -> Counter[str]:
    """How many of each kind name somebody."""
    return Counter(kind for kind, token in forged(many, seed) if TOKENS.verify(token, NOW))


def main(arguments: list[str]) -> int:
    many = int(arguments[0]) if arguments else 2_000
    seed = int(arguments[1]) if len(arguments) > 1 else 12345
    chance = chance_of(seed)
    refused = sum(TOKENS.verify(honest(chance), NOW) is None for _ in range(100))
    found = believed(many, seed)
    told = f"{many} forged tokens of {len(FORGERIES)} kinds, seed {seed}: "
    sys.stdout.write(f"{told}{found.total()} believed {dict(found)}; of 100 honest {refused} not\n")
    return 1 if found or refused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
