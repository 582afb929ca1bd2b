"""The page's own certificate: for its names alone, and nobody can sign another."""

import os
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from ui.physician import certificates

NOW = datetime(2026, 11, 24, 8, 20, tzinfo=UTC)
HOSTS = ("rom2.sykehus.example", "10.20.30.40")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return certificates.make(tmp_path_factory.mktemp("page"), HOSTS, NOW)


def test_it_names_its_hosts_and_holds_no_longer_than_browsers_allow(made):
    assert certificates.names(made.chain) == HOSTS
    leaf, authority = x509.load_pem_x509_certificates(made.chain.read_bytes())
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc < timedelta(days=825)
    assert leaf.not_valid_before_utc < NOW
    leaf.verify_directly_issued_by(authority)
    limits = authority.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (limits.ca, limits.path_length) == (True, 0)


def test_the_authoritys_key_is_kept_nowhere(made):
    folder = made.chain.parent
    keys = [f.name for f in folder.iterdir() if b"PRIVATE KEY" in f.read_bytes()]
    assert keys == [made.key.name]
    assert made.key.read_bytes().count(b"BEGIN PRIVATE KEY") == 1


@pytest.mark.skipif(os.name != "posix", reason="who may read a file is said otherwise there")
def test_only_this_user_reads_the_key(made):
    assert made.key.stat().st_mode & 0o777 == 0o600


def test_the_fingerprint_is_as_browsers_show_it(made):
    shown = certificates.fingerprint(made.chain)
    assert len(shown) == 95
    assert set(shown) <= set("0123456789ABCDEF:")


def test_tls_is_1_2_or_newer(made):
    context = certificates.context(made)
    assert context.minimum_version is ssl.TLSVersion.TLSv1_2


def test_there_is_one_or_none(made, tmp_path):
    assert certificates.own(made.chain.parent) == made
    assert certificates.own(tmp_path) is None


def test_a_key_that_does_not_fit_is_an_error(made, tmp_path):
    other = certificates.make(tmp_path / "other", HOSTS, NOW)
    with pytest.raises(OSError, match="mismatch"):
        certificates.context(certificates.Certificate(made.chain, other.key))
