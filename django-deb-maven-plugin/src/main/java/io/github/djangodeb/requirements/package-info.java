/** What a project requires: pip's requirements files, and lists of Debian packages. */
package io.github.djangodeb.requirements;
