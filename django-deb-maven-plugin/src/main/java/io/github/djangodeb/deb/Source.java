package io.github.djangodeb.deb;

import java.io.IOException;
import java.io.InputStream;

/** Where a file's bytes come from. */
@FunctionalInterface
interface Source {
  InputStream open() throws IOException;
}
