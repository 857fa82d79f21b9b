"""The issuers of a deployment, from its configuration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any

from chalicelib.adapters.jwks import FetchedKeys, FixedKeys, Keys, NoKeys, keys_of
from chalicelib.adapters.jwt_tokens import JwtTokens, SeveralIssuers
from chalicelib.domain.directory import Role
from chalicelib.domain.errors import FieldError
from chalicelib.domain.shape import SHORT_TEXT, SOME, Text
from chalicelib.late import dataclass
from chalicelib.reading import Unreadable, read

URL = Text(2_000)
PREFIX = Text(40)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerGiven:
    """One entry of `OIDC_ISSUERS`: keys by `jwks_url` or, in `jwks`, themselves."""

    issuer: Annotated[str, URL]
    audience: Annotated[str, SHORT_TEXT]
    jwks_url: Annotated[str, URL] | None = None
    roles: Annotated[tuple[Role, ...], SOME] | None = None
    jurisdictions: Annotated[tuple[Annotated[str, SHORT_TEXT], ...], SOME] | None = None
    prefix: Annotated[str, PREFIX] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Issuers:
    issuers: Annotated[tuple[IssuerGiven, ...], SOME]


def issuers_of(listed: object) -> SeveralIssuers:
    """Those of the list; `Unreadable` says which field is wrong, and none of the values."""
    entries = listed if isinstance(listed, list) else []
    key_sets = [one.get("jwks") if isinstance(one, Mapping) else None for one in entries]
    plain = [_without_keys(one) for one in entries]
    given = read(_Issuers, {"issuers": plain if isinstance(listed, list) else listed}).issuers
    _check_apart(given)
    tokens = [
        _tokens(one, keys, index)
        for index, (one, keys) in enumerate(zip(given, key_sets, strict=True))
    ]
    prefixes = {one.prefix for one in tokens} - {""}
    return SeveralIssuers(
        [replace(one, others=tuple(sorted(prefixes - {one.prefix}))) for one in tokens]
    )


def _without_keys(entry: Any) -> Any:  # noqa: ANN401 - any JSON value, as it was given
    """A key set has fields of its own, which `keys_of` reads."""
    if not isinstance(entry, Mapping):
        return entry
    return {name: one for name, one in entry.items() if name != "jwks"}


def _check_apart(given: tuple[IssuerGiven, ...]) -> None:
    """Two issuers must not be able to name the same person."""
    for name in ("issuer", "prefix"):
        seen = [getattr(one, name) for one in given]
        for index, value in enumerate(seen):
            if value in seen[:index]:
                error = FieldError(f"/issuers/{index}/{name}", "expected another than before")
                raise Unreadable((error,))
    prefixes = [one.prefix for one in given if one.prefix]
    if any(one != other and one.startswith(other) for one in prefixes for other in prefixes):
        raise Unreadable((FieldError("/issuers", "expected prefixes that do not begin alike"),))


def _tokens(given: IssuerGiven, key_set: object, index: int) -> JwtTokens:
    return JwtTokens(
        _keys(given.jwks_url, key_set, f"/issuers/{index}"),
        given.issuer,
        given.audience,
        roles=frozenset(given.roles) if given.roles else None,
        jurisdictions=frozenset(given.jurisdictions) if given.jurisdictions else None,
        prefix=given.prefix or "",
    )


def _keys(url: str | None, key_set: object, at: str) -> Keys:
    if (url is None) == (key_set is None):
        raise Unreadable((FieldError(f"{at}/jwks_url", "expected either jwks_url or jwks"),))
    if url is not None:
        if not url.startswith("https://"):
            raise Unreadable((FieldError(f"{at}/jwks_url", "expected an address with https"),))
        return FetchedKeys(url)
    try:
        return FixedKeys(keys_of(key_set))
    except NoKeys as wrong:
        raise Unreadable((FieldError(f"{at}/jwks", str(wrong)),)) from None
