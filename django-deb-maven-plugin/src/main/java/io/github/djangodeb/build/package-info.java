/** The whole build: which package needs which, and what of it has been done already. */
package io.github.djangodeb.build;
