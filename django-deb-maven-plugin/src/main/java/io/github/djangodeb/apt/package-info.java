/** Repositories of packages as apt reads them: written into a folder, signed, never half. */
package io.github.djangodeb.apt;
