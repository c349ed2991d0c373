"""Certificates and keys for tests, made by openssl."""

import subprocess

from sitectl.tls import Pair


def make(folder, name="shop", names=("shop.example",), days=90):
    """A certificate that signed itself, and its key; ``days`` may be negative."""
    pair = Pair(str(folder / f"{name}.pem"), str(folder / f"{name}.key"))
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", f"/CN={names[0]}", "-keyout", pair.key, "-out", str(folder / "first.pem"),
            "-addext", "subjectAltName=" + ",".join("DNS:" + one for one in names))
    # req takes no dates of the past: the certificate signs itself once more, with others
    openssl("x509", "-in", str(folder / "first.pem"), "-key", pair.key, "-days", str(days),
            "-out", pair.certificate)
    return pair


def openssl(*arguments):
    """openssl, which must succeed."""
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
