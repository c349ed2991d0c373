package io.github.djangodeb.deb;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How the data in a package is compressed (deb(5)). */
public enum Compression {
  ZSTD("zst"),
  XZ("xz"),
  GZIP("gz"),
  NONE("");

  private final String extension;

  Compression(String extension) {
    this.extension = extension;
  }

  /**
   * The compression of that name, in lower case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Compression ofName(String name) {
    return Arrays.stream(values())
        .filter(value -> value.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\""
                        + name
                        + "\" is no compression: use one of "
                        + Arrays.stream(values())
                            .map(Compression::toString)
                            .collect(Collectors.joining(", "))));
  }

  /** What a compressed archive's name ends in, without its dot; empty for none. */
  public String extension() {
    return extension;
  }

  /**
   * How the control archive is compressed: as the data, but with gzip where that is zstd, since
   * lintian takes nothing else there and it is small.
   */
  Compression ofControl() {
    return this == ZSTD ? GZIP : this;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
