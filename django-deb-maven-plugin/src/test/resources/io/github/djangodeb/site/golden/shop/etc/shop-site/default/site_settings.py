"""The settings of shop on this host.

They are the project's own, and over them what the host provides, as the release that
runs brings it: /usr/lib/shop-site/default/python/site_provided.py says so
for the installed one. Put what you want otherwise at the end, check it with
"shop manage check", and let it take effect with "shop reload".
"""

from site_provided import *  # noqa: F401, F403

# Your own changes follow here.
