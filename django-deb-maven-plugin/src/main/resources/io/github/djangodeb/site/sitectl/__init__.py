"""Runs one Django site on its host: sets it up, switches releases, starts, stops, tells how it is.

This page is the contract between this tool and what surrounds it: the build, which writes
``site.json``; the maintainer scripts and units, which call the tool; and ``launch``, which a
slot's unit runs.

Calls
    ``/usr/bin/python3 -IB LIB/sitectl VERB`` from maintainer scripts and units, and the same behind
    the site's command ``/usr/bin/{unit}``. ``site.json`` lies in ``LIB``, the folder above.

    =============================  ===============================================================
    ``configure [OLD_VERSION]``    postinst configure and reconfigure, first install or upgrade
    ``abort``                      postinst abort-upgrade, abort-remove, abort-deconfigure
    ``remove``                     prerm remove
    ``boot``                       the oneshot ``{unit}-boot.service``; it waits for no other unit
    =============================  ===============================================================

    Everything else is for people; ``--help`` lists it. Exit codes: 0 done, 1 failed, 2 wrong usage;
    ``status``: 0 running (or offline on purpose), 1 degraded, 3 not serving, 4 unknown, and with
    ``--plugin`` those of Nagios: 0, 1, 2, 3; ``check``: 0 no problem, 1 problems.

What the build writes: ``LIB/site.json``
    ``name`` ``variant`` (may be empty) ``unit`` ``package`` ``version`` ``release`` (names the
    content of the whole release: letters, digits and ``.+~-``) ``user``;
    ``lib`` ``etc`` ``var`` ``log`` ``run`` ``links`` ``env`` ``src`` (absolute folders);
    ``project`` (folder of manage.py inside ``src``, empty for its root), ``settings`` (the
    project's settings module), ``wsgi`` ``asgi`` (``module:object``), ``server`` (wsgi,
    or what serves ASGI: uvicorn, uvicorn-worker, daphne), ``server_names`` (list),
    ``health_path`` (empty: any answer below 500 but 400 will do), ``migrate`` (off, check, auto),
    ``database`` (postgresql, sqlite, external, off), ``has_static``;
    ``tls`` (off, proxy, files, acme), ``tls_certificate`` ``tls_key`` (paths; empty:
    ``/etc/ssl/certs/{unit}.pem``, ``/etc/ssl/private/{unit}.key``), ``trusted_proxies`` (list),
    ``hsts_seconds`` (empty: a year where nginx ends HTTPS, else 0), ``hsts_include_subdomains``
    ``hsts_preload`` (true, false), ``upload_size`` (such as 100m), ``keep_releases`` (a number).

What an administrator may write: ``ETC/site.conf``, ``KEY=VALUE``, parsed and never sourced
    ``SERVER_NAMES`` (blanks between), ``HEALTH_PATH``, ``HEALTH_TIMEOUT`` (seconds, 45),
    ``MIGRATE``, ``UPLOAD_SIZE``, ``KEEP_RELEASES``; ``MEMORY_MAX``, ``MEMORY_HIGH``, ``CPU_QUOTA``,
    ``TASKS_MAX``, see ``limits``; ``TLS``, ``TLS_CERTIFICATE``, ``TLS_KEY``, ``TRUSTED_PROXIES``
    (blanks between), ``HSTS_SECONDS``, ``HSTS_INCLUDE_SUBDOMAINS`` and ``HSTS_PRELOAD`` (on or
    off), and, which only a host knows, ``ACME_EMAIL``, ``ACME_SERVER``: see ``tls``. An empty or
    absent value means what ``site.json`` says.

What the package must bring beside this tool
    ``/usr/lib/sysusers.d/{package}.conf``; ``/usr/lib/tmpfiles.d/{package}.conf`` with VAR (root),
    VAR/data, VAR/media, LOG, RUN (root); the units ``{unit}-web@.socket`` (listening on
    ``RUN/%i.sock``), ``{unit}-web@.service``, ``{unit}.target``, ``{unit}-boot.service``;
    ``/etc/nginx/sites-available/{unit}``, which includes ``VAR/nginx/http/*.conf`` and, in its
    ``server``, ``VAR/nginx/*.conf`` (see ``vhost``) and, for what the build adds in
    ``ETC/nginx.conf``, ``VAR/nginx/additions/*.conf``, serves ``VAR/acme`` below
    ``/.well-known/acme-challenge/``, takes ``$..._scheme`` for X-Forwarded-Proto, passes to
    ``RUN/live.sock`` and looks for static files in ``VAR/static/current`` and then
    ``VAR/static/earlier`` (links to those of the release that serves, and to one tree of those of
    all others that are kept; what does not exist is absent). While ``VAR/offline/now`` exists it
    answers with 503 and the ``page.html`` in there, but for the addresses that are names of files
    in its ``allow``, see ``offline``; ``ETC/offline.html`` is the page to fill in.

What this tool writes for them (all root's, 0644 in 0755)
    ``VAR/slots/{a,b}.conf``: ``KEY=VALUE`` lines, the value is everything behind the first ``=``,
    unquoted, never with a line break. It exists while the slot has a release. Keys:

    ================  ===========================================================================
    ``RELEASE``       the release's id
    ``VERSION``       the Debian version it came with
    ``ENV``           the virtualenv's folder; the interpreter is ``ENV/bin/python``
    ``SRC``           the source's folder
    ``PROJECT``       the folder of manage.py, absolute (``SRC`` or below)
    ``SETTINGS``      the project's settings module
    ``WSGI``          ``module:object``
    ``ASGI``          ``module:object``
    ``SERVER``        wsgi, uvicorn, uvicorn-worker or daphne
    ``SITE_PYTHON``   the release's own copy of ``LIB/python``, first on PYTHONPATH
    ``STATIC_ROOT``   the release's own copy of ``LIB/static``
    ``SERVER_NAMES``  blanks between; what nginx got and ALLOWED_HOSTS must allow
    ``HTTPS``         on or off: whether visitors come by it
    ``HSTS``          Strict-Transport-Security as browsers get it, or empty
    ``SECRETS``       tells the secrets that it was started with from others; says nothing of them

    ``DATABASE``      the name of a PostgreSQL database on this host, or empty
    ``DATABASE_URL``  addresses without a secret, or empty; see ``provided``
    ``CACHE_URL``
    ``BROKER_URL``
    ``CREDENTIALS``   names of the secrets that the release reads, blanks between
    ================  ===========================================================================

    All that a release needs is in there and in its own copies: ``launch``, the units and
    ``ETC/site_settings.py`` may be those of a package that was installed since.

    ``/etc/systemd/system/{slice}.d/10-site-conf.conf``, as long as site.conf has limits;
    ``VAR/releases/{id}/``: ``release.json`` (a copy of site.json), ``static/``, ``templates/``,
    ``python/`` (with ``site_provided.py``, the release's settings of the host);
    ``VAR/nginx/accepted/site.conf`` and ``VAR/nginx/additions/site.conf``: copies of
    ``/etc/nginx/sites-available/{unit}`` and ``ETC/nginx.conf`` that nginx has accepted, which it
    reads in place of these;
    ``/etc/apt/apt.conf.d/60{unit}``: the packages of the recorded releases, which apt must not
    remove by itself;
    ``VAR/state.json``; ``VAR/pending`` (set-up to be finished at boot); ``ETC/secrets/secret_key``
    (0600, handed over with ``LoadCredential=secret_key:ETC/secrets/secret_key``).

    ``VAR/restore/`` (0700) while a restoration goes on, see ``restoring``; what a backup holds is
    said in ``archive``.

What ``launch`` must do
    ``LIB/launch web SLOT`` becomes gunicorn, or daphne, on the socket that systemd hands over;
    ``LIB/launch manage SLOT ARGUMENT...`` becomes ``manage.py ARGUMENT...`` in the same
    environment. It is run as the site's user in the unit's sandbox; ``$CREDENTIALS_DIRECTORY``
    holds the secrets.

How it grows
    A *part* (``web``; workers and beat later) prepares, starts, proves and retires one slot, see
    ``part``; the switch and the healing know only that. A *resource* (``postgresql``; queue and
    cache later) ensures, checks and describes what the site needs of its host, see ``resource``.
    A *verb* is one entry in ``verbs``; what it does lies in a module of its own.
"""
