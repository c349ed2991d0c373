"""The settings of shop on this host.

They are the project's own, and over them what the host provides, as the release that
runs brings it: /usr/lib/shop-site/default/python/site_provided.py says so
for the installed one. Put what you want otherwise at the end, check it with
"shop manage check", and let it take effect with "shop reload". As long as no release
has come up: "shop manage --new check" and "shop start".

Handlers of the project's LOGGING that write to files write to the journal here. A line
LOGGING = project["LOGGING"] undoes that: the site needs the right to write there then.
"""

from site_provided import *  # noqa: F401, F403

# Your own changes follow here.
