/** The site package: what one site consists of on its host. */
package io.github.djangodeb.site;
