"""Astra DB's secure connect bundle: a zip of certificates, looked through before it is used.

The driver itself takes a bundle that is damaged or out of date for a service that is away. What
can be told from the file is told here: which part is missing, and when a certificate ended.
"""

import json
import re
import ssl
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, is_zipfile

from pricetrail.clock import utc_now
from pricetrail.errors import InvalidFile

_AUTHORITY, _CERTIFICATE, _KEY, _CONFIG = "ca.crt", "cert", "key", "config.json"
_PARTS = (_AUTHORITY, _CERTIFICATE, _KEY, _CONFIG)
_LARGEST_PART = 2**20
_AGAIN = "download the secure connect bundle anew from the Astra console"
# A certificate's Validity is two times one after the other, UTCTime (tag 17, two digits of the
# year) or GeneralizedTime (tag 18), both ending in Z: RFC 5280, section 4.1.2.5.
_VALIDITY = re.compile(rb"[\x17\x18][\x0d\x0f](\d{12,14})Z[\x17\x18][\x0d\x0f](\d{12,14})Z")


def tls_of_bundle(path: Path) -> ssl.SSLContext:
    """The mutual TLS that the bundle at `path` is for, trusting its own authority only.

    Host names are not checked: the proxy is asked for a node's id, and its authority signs for
    nobody else. Raises InvalidFile for a file that is missing, no such bundle, damaged, or out
    of date.
    """
    parts = _parts(path)
    _check_config(path, parts[_CONFIG])
    for name in (_CERTIFICATE, _AUTHORITY):
        _check_dates(path, name, parts[name])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    with TemporaryDirectory() as folder:  # the ssl module loads a key from a file only
        certificate, key = Path(folder, _CERTIFICATE), Path(folder, _KEY)
        certificate.write_bytes(parts[_CERTIFICATE])
        key.write_bytes(parts[_KEY])
        try:
            context.load_verify_locations(cadata=parts[_AUTHORITY].decode("ascii"))
            context.load_cert_chain(certificate, key)
        except (ssl.SSLError, ValueError) as error:
            raise InvalidFile(f"{path}: its certificates are damaged; {_AGAIN}") from error
    return context


def _parts(path: Path) -> dict[str, bytes]:
    if not path.exists():
        raise InvalidFile(f"{path} is not there: correct STORE_URL, or {_AGAIN}")
    try:
        if not is_zipfile(path):
            raise InvalidFile(f"{path} is cut short, or no zip file: {_AGAIN}")
        with ZipFile(path) as bundle:
            there = {info.filename: info.file_size for info in bundle.infolist()}
            if missing := [name for name in _PARTS if name not in there]:
                raise InvalidFile(f"{path} is no bundle, it lacks {', '.join(missing)}: {_AGAIN}")
            if any(there[name] > _LARGEST_PART for name in _PARTS):
                raise InvalidFile(f"{path} is no bundle, its parts are too large: {_AGAIN}")
            return {name: bundle.read(name) for name in _PARTS}
    except (BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise InvalidFile(f"{path} is damaged: {_AGAIN}") from error
    except OSError as error:
        raise InvalidFile(f"{path} cannot be read: {error.strerror}") from error


def _check_config(path: Path, text: bytes) -> None:
    try:
        config = json.loads(text)
    except ValueError:
        config = None
    if not isinstance(config, dict) or not {"host", "port"} <= config.keys():
        raise InvalidFile(f"{path} is no bundle, its {_CONFIG} names no host: {_AGAIN}")


def _check_dates(path: Path, name: str, pem: bytes) -> None:
    """Raise InvalidFile where the first certificate in `pem` is out of date."""
    try:
        certificate = ssl.PEM_cert_to_DER_cert(_first_certificate(pem))
    except ValueError as error:
        raise InvalidFile(f"{path}: its {name} is damaged; {_AGAIN}") from error
    found = _VALIDITY.search(certificate)
    if found is None:
        raise InvalidFile(f"{path}: its {name} is damaged; {_AGAIN}")
    until = _moment(found[2].decode())
    if until < utc_now():
        raise InvalidFile(f"{path}: its {name} expired on {until:%Y-%m-%d}; {_AGAIN}")


def _first_certificate(pem: bytes) -> str:
    text = pem.decode("ascii")
    begin, end = text.index("-----BEGIN CERTIFICATE-----"), text.index("-----END CERTIFICATE-----")
    return text[begin:end] + "-----END CERTIFICATE-----\n"


def _moment(digits: str) -> datetime:
    if len(digits) == 12:
        digits = ("19" if digits >= "50" else "20") + digits
    return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
