"""Keys for tests, and tokens signed with them: good ones, and those that an attacker would make."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SECRET = "a secret of the host application, long enough"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def token(
    key: object = SECRET, algorithm: str = "HS256", header: Mapping[str, str] | None = None, **claims: object
) -> str:
    told = {"sub": "ada", "exp": time.time() + 60, **claims}
    given = {name: value for name, value in told.items() if value is not None}
    return jwt.encode(given, key, algorithm, headers=dict(header or {}))  # type: ignore[arg-type]


def bearer(written: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {written}"}


def unsigned(**claims: object) -> str:
    return token(None, "none", **claims)


def resigned(secret: str) -> str:
    """Make a token as an attacker would who has the public key: HMAC with its text as the secret."""

    def part(value: object) -> bytes:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")

    signed = part({"alg": "HS256", "typ": "JWT"}) + b"." + part({"sub": "eve", "exp": time.time() + 60})
    mac = base64.urlsafe_b64encode(hmac.digest(secret.encode(), signed, hashlib.sha256)).rstrip(b"=")
    return (signed + b"." + mac).decode()


def tampered(written: str) -> str:
    head, _, signature = written.split(".")
    claims = (
        base64.urlsafe_b64encode(json.dumps({"sub": "eve", "exp": time.time() + 60}).encode()).rstrip(b"=").decode()
    )
    return f"{head}.{claims}.{signature}"
