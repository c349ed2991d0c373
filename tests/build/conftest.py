"""The programs that run in the build chroot, as they lie in the plugin's resources."""

import os
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, f'{ROOT}/django-deb-maven-plugin/src/main/resources/io/github/djangodeb/env')
