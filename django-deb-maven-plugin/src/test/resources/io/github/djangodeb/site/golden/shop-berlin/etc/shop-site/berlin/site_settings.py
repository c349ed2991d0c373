"""The settings of shop-berlin on this host.

They are the project's own, and over them what the host provides, as the release that
runs brings it: /usr/lib/shop-site/berlin/python/site_provided.py says so
for the installed one. Put what you want otherwise at the end, check it with
"shop-berlin manage check", and let it take effect with "shop-berlin reload". As long as no release
has come up: "shop-berlin manage --new check" and "shop-berlin start".

Handlers of the project's LOGGING that write to files write to the journal here. A line
LOGGING = project["LOGGING"] undoes that: the site needs the right to write there then.
"""

from site_provided import *  # noqa: F401, F403

# Your own changes follow here.
