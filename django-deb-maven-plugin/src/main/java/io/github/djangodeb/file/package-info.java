/** Files of this machine: their names whatever the locale, and files that appear whole. */
package io.github.djangodeb.file;
