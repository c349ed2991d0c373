/** Uploading packages to repositories that others run. */
package io.github.djangodeb.publish;
