"""The part of the site's nginx configuration that follows from site.conf: texts, nothing else.

The file in sites-available is the administrator's and never written. It includes these: those of
``nginx/`` inside its ``server``, those of ``nginx/http/`` before it.
"""

_HEAD = "# Generated from {keys} in {path}: change that, then run: {unit} reload\n"

#: Mozilla's "intermediate" for servers of everybody, without those that need a file of parameters.
_CIPHERS = ":".join((
    "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
    "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
    "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"))

#: nginx from this version on wants HTTP/2 switched on by a line of its own.
_HTTP2_LINE = (1, 25, 1)


def files(site, version, ipv6=True):
    """All of them: paths below VAR/nginx, and texts.

    :param version: nginx's, as a tuple of numbers; empty if it is not known
    :param ipv6: whether the host has that; nginx would not start
    :raises SiteError: if site.conf says something wrong
    """
    return {
        "server-names.conf": _head(site, "SERVER_NAMES") + _names(site),
        "listen.conf": _head(site, "TLS") + _listen(site, version, ipv6),
        "uploads.conf": (_head(site, "UPLOAD_SIZE")
                         + f"client_max_body_size {site.upload_size};\n"),
        "http/visitors.conf": _head(site, "TLS") + _visitors(site),
        "http/redirect.conf": _head(site, "TLS") + _redirect(site, ipv6),
    }


def challenges(site):
    """The folder in which a certificate authority looks for what proves that a name is ours."""
    return site.below_var("acme")


def ends_https(site):
    """Whether nginx itself is to speak HTTPS."""
    return site.tls.pair is not None and site.tls.https


def _head(site, keys):
    return _HEAD.format(keys=keys, path=site.configuration_path, unit=site.unit)


def _names(site):
    return f"server_name {' '.join(site.server_names)};\n"


def _ports(words, ipv6):
    """The lines for a port, with its options, on all addresses of the host."""
    return f"listen {words};\n" + (f"listen [::]:{words};\n" if ipv6 else "")


def _listen(site, version, ipv6):
    if not ends_https(site):
        return _ports("80", ipv6) + _real_addresses(site)
    pair = site.tls.pair
    line = version >= _HTTP2_LINE
    options = "ssl" if line else "ssl http2"
    return (
        _ports(f"443 {options}", ipv6)
        + ("http2 on;\n" if line else "")
        + f"ssl_certificate {pair.certificate};\n"
        f"ssl_certificate_key {pair.key};\n"
        "ssl_protocols TLSv1.2 TLSv1.3;\n"
        f"ssl_ciphers {_CIPHERS};\n"
        "ssl_prefer_server_ciphers off;\n"
        "ssl_session_timeout 1d;\n"
        f"ssl_session_cache shared:{_variable(site)}_tls:2m;\n"
        "# Their keys are as old as nginx, and whoever has one reads all visits since.\n"
        "ssl_session_tickets off;\n"
    )


def _real_addresses(site):
    """Behind a proxy: the address is the one that the proxies we trust have written down."""
    proxies = site.tls.trusted_proxies
    if not proxies:
        return ""
    lines = [f"set_real_ip_from {proxy};\n" for proxy in proxies]
    return "".join(lines) + "real_ip_header X-Forwarded-For;\nreal_ip_recursive on;\n"


def _visitors(site):
    """By which scheme a visitor came, and what his browser is told to remember."""
    name = _variable(site)
    header = site.tls.hsts.header
    said = f'    "https:" "{header}";\n' if header else ""
    return (
        _scheme(site, name)
        + "\n# Browsers come back by HTTPS alone. Where Django says so, nginx does not repeat it.\n"
        f'map "${name}_scheme:$upstream_http_strict_transport_security" ${name}_hsts {{\n'
        f'    default "";\n{said}}}\n'
    )


def _scheme(site, name):
    proxies = site.tls.trusted_proxies
    if not proxies:
        return f"map $scheme ${name}_scheme {{\n    default http;\n    https https;\n}}\n"
    trusted = "".join(f"    {proxy} 1;\n" for proxy in proxies)
    return (
        "# X-Forwarded-Proto counts only from TRUSTED_PROXIES.\n"
        f"geo $realip_remote_addr ${name}_trusted {{\n    default 0;\n{trusted}}}\n\n"
        f'map "${name}_trusted:$http_x_forwarded_proto" ${name}_scheme {{\n'
        '    default http;\n    "1:https" https;\n}\n'
    )


def _redirect(site, ipv6):
    if not ends_https(site):
        return "# nginx speaks no HTTPS here, so nobody is sent there.\n"
    listen = _ports("80", ipv6).replace("\n", "\n    ")
    return f"""\
server {{
    {listen}{_names(site).strip()}
    server_tokens off;
    access_log {site.log}/access.log;
    error_log {site.log}/error.log;

    location / {{
        return 301 https://$host$request_uri;
    }}

    # A certificate authority asks by plain HTTP.
    location ^~ /.well-known/acme-challenge/ {{
        root {challenges(site)};
        default_type text/plain;
    }}
}}
"""


def _variable(site):
    """The beginning of the site's own names in nginx, as its file in sites-available has it."""
    return site.unit.replace("-", "_")
