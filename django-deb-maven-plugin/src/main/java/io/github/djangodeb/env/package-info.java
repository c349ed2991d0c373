/** The package of a virtualenv: its name, how it is built in a chroot, and why that failed. */
package io.github.djangodeb.env;
