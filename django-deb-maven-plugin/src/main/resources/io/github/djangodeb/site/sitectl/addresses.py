"""Addresses of visitors, in the form in which nginx prints them."""

import ipaddress

from .errors import SiteError


def forms(texts):
    """Addresses in one form each, sorted.

    :raises SiteError: if one is none
    """
    return sorted({_form(text) for text in texts})


def _form(text):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        raise SiteError(
            f'--allow "{text}" is not an address: give one such as 192.0.2.7 or 2001:db8::7. Names'
            " and networks are not understood; repeat --allow for several addresses."
        ) from None
    if address.version == 6:
        if address.scope_id:
            # nginx does not print it.
            address = ipaddress.ip_address(text.partition("%")[0])
        address = address.ipv4_mapped or address
    return str(address)


def names_for_nginx(address):
    """An IPv4 visitor on a socket for both families has the other form."""
    return [address] if ":" in address else [address, "::ffff:" + address]
