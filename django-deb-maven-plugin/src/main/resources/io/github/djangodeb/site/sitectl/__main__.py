"""Makes the folder itself runnable: ``python3 -IB LIB/sitectl VERB``."""

import os
import sys

FOLDER = os.path.dirname(os.path.abspath(__file__))
# In isolated mode Python looks into this folder only; the package lies in the one above it.
sys.path[0] = os.path.dirname(FOLDER)

from sitectl.cli import main  # noqa: E402  (it needs the path above)

sys.exit(main(os.path.dirname(FOLDER), sys.argv[1:]))
