"""The installation's own signature (Ed25519) under every head of the record.

Whoever can open the database can compute every hash in it anew; without this key they cannot sign
what they made. The key lies beside the record's (bedside.keys), its public half is printed on the
report. Simulations sign with a published key: their signatures prove nothing, on purpose.
"""

from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@dataclass(frozen=True)
class Signer:
    """Signs for one installation; `seed` is 64 hex digits. Raises ValueError where it is not."""

    seed: str

    def __repr__(self) -> str:
        return "Signer(…)"  # what is logged by mistake tells nobody the key

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.seed))

    @cached_property
    def public(self) -> str:
        """The public key, 64 hex digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, statement: str) -> str:
        """128 hex digits; the same statement has the same signature."""
        return self._key.sign(statement.encode()).hex()


PUBLISHED = Signer("62656473696465" + "01" * 25)  # of simulations and tests


def holds(public: str, statement: str, signature: str) -> bool:
    """Whether the owner of this public key signed this statement; damaged text is a no."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), statement.encode())
    except (InvalidSignature, ValueError):
        return False
    return True
