/** The wrapper pom of a Django project: what is found for it, and how it is written. */
package io.github.djangodeb.wrapper;
