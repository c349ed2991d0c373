"""Makes the reader of the guide, and the site's tool, importable from where they lie."""

import sys
from pathlib import Path

CLONE = Path(__file__).parents[2]
SITE = CLONE / 'django-deb-maven-plugin/src/main/resources/io/github/djangodeb/site'

sys.dont_write_bytecode = True  # The build packs the tool's folder as it lies.
sys.path[:0] = [str(CLONE / 'tests/hosts'), str(SITE)]
