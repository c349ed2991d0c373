/** The package of the source. */
package io.github.djangodeb.src;
