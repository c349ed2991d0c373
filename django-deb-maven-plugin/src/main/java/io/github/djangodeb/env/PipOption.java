package io.github.djangodeb.env;

import java.util.List;
import java.util.Locale;

/** The settings of pip that hold in the chroot; everything else of this machine stays outside. */
public enum PipOption {
  INDEX_URL("indexUrl", Kind.PLACE),
  EXTRA_INDEX_URL("extraIndexUrls", Kind.PLACE),
  FIND_LINKS("findLinks", Kind.PLACE),
  NO_INDEX("noIndex", Kind.FLAG),
  TRUSTED_HOST("trustedHosts", Kind.TEXT),
  CERT("pipCertificate", Kind.FILE),
  CLIENT_CERT("clientCertificate", Kind.FILE),
  PROXY("pipProxy", Kind.TEXT),
  DEFAULT_TIMEOUT("pipTimeout", Kind.TEXT),
  RETRIES("pipRetries", Kind.TEXT),
  CONSTRAINT("constraints", Kind.CONSTRAINTS),
  PRE("pre", Kind.CHOICE_FLAG),
  NO_BINARY("noBinary", Kind.CHOICE),
  ONLY_BINARY("onlyBinary", Kind.CHOICE),
  PREFER_BINARY("preferBinary", Kind.CHOICE_FLAG),
  REQUIRE_HASHES("requireHashes", Kind.CHOICE_FLAG);

  /** What an option's value is. */
  enum Kind {
    /** An address, or a folder or file of this machine. */
    PLACE,
    /** A file of this machine. */
    FILE,
    /** A file of this machine that decides what is installed. */
    CONSTRAINTS,
    /** Text that pip gets as it stands. */
    TEXT,
    /** Yes or no. */
    FLAG,
    /** Text that decides what is installed. */
    CHOICE,
    /** Yes or no, which decides what is installed. */
    CHOICE_FLAG
  }

  private final String parameter;
  private final Kind kind;

  PipOption(String parameter, Kind kind) {
    this.parameter = parameter;
    this.kind = kind;
  }

  /** The parameter of the pom: {@code indexUrl}. */
  public String parameter() {
    return parameter;
  }

  /** pip's own environment variable: {@code PIP_INDEX_URL}. */
  public String variable() {
    return "PIP_" + name();
  }

  /** pip's option: {@code --index-url}. */
  String option() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  Kind kind() {
    return kind;
  }

  boolean isFlag() {
    return kind == Kind.FLAG || kind == Kind.CHOICE_FLAG;
  }

  /** Whether another value may lead to another virtualenv. */
  boolean changesResult() {
    return List.of(Kind.CONSTRAINTS, Kind.CHOICE, Kind.CHOICE_FLAG).contains(kind);
  }
}
