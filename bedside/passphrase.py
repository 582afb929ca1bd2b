"""Keys under a passphrase, where there is no key store: argon2id makes a key of it, AES-GCM seals.

A file of a few hundred characters. Whoever has it and not the passphrase has to guess, and each
guess costs a quarter of a second and 64 MB.
"""

import base64
import secrets

import msgspec
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

LEAST = 12  # characters
MOST_MEMORY_KIB = 1 << 20  # of a file that somebody else wrote


class WrongPassphraseError(Exception):
    """The passphrase does not open the file, or the file is damaged: nobody can tell which."""


class _Sealed(msgspec.Struct, frozen=True, kw_only=True):
    kind: str = "bedside keys 1"
    salt: str
    nonce: str
    time_cost: int = 3
    memory_kib: int = 65_536
    sealed: str


def good_enough(passphrase: str) -> bool:
    return len(passphrase) >= LEAST and len(set(passphrase)) > LEAST // 3


def lock(keys: dict[str, str], passphrase: str) -> bytes:
    """The file's content."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    bare = _Sealed(salt=_text(salt), nonce=_text(nonce), sealed="")
    sealed = AESGCM(_key(bare, passphrase)).encrypt(nonce, msgspec.json.encode(keys), salt)
    return msgspec.json.encode(msgspec.structs.replace(bare, sealed=_text(sealed)))


def unlock(content: bytes, passphrase: str) -> dict[str, str]:
    """The keys. Raises WrongPassphraseError."""
    try:
        found = msgspec.json.decode(content, type=_Sealed)
        if not (1 <= found.time_cost <= 20 and 8 <= found.memory_kib <= MOST_MEMORY_KIB):
            raise WrongPassphraseError
        opened = AESGCM(_key(found, passphrase)).decrypt(
            _bytes(found.nonce), _bytes(found.sealed), _bytes(found.salt)
        )
        return msgspec.json.decode(opened, type=dict[str, str])
    except (InvalidTag, ValueError) as error:  # msgspec's errors are ValueErrors
        raise WrongPassphraseError from error


def _key(of: _Sealed, passphrase: str) -> bytes:
    return hash_secret_raw(
        passphrase.encode(), _bytes(of.salt), of.time_cost, of.memory_kib, 1, 32, Type.ID
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
