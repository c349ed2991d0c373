"""Debian's own Python packages as files that an unmodified pip installs.

Tests need a Python package index, and not every machine reaches one; a Debian mirror is always
there. Each Python package of a suite becomes a wheel; those that shall be compiled become the
source archive of their Debian source package.
"""
