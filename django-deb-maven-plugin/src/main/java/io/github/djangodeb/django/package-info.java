/**
 * Django projects: where they lie in a source tree, what they are made of, and their static files.
 */
package io.github.djangodeb.django;
