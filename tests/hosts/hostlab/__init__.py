"""Debian hosts for tests: booted containers over a shared root, thrown away after each test."""
