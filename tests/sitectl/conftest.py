"""Makes the tool importable from where it lies."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True  # The build packs that folder as it lies.
sys.path.insert(0, os.path.normpath(os.path.join(
    HERE, "../../django-deb-maven-plugin/src/main/resources/io/github/djangodeb/site")))
sys.path.insert(0, HERE)
