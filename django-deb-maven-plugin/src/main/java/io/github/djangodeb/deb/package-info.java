/**
 * Debian binary packages: what stands in them, and how they are written, byte for byte the same
 * each time.
 */
package io.github.djangodeb.deb;
