/** Minimal Debian systems in which packages are built, and throw-away sessions in them. */
package io.github.djangodeb.chroot;
