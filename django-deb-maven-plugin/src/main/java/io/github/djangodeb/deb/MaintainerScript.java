package io.github.djangodeb.deb;

import java.util.Objects;

/**
 * A maintainer script or another executable or plain file of the control archive.
 *
 * @param kind which one
 * @param text the whole file
 */
public record MaintainerScript(Kind kind, String text) {
  /** The control archive's files that a package may bring itself, by their names. */
  public enum Kind {
    PREINST,
    POSTINST,
    PRERM,
    POSTRM,
    TRIGGERS
  }

  public MaintainerScript {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(text);
  }
}
