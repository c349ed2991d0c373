package io.github.djangodeb.name;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.regex.Pattern;

/** A Debian package version (Policy 5.6.12), without an epoch. */
public record DebianVersion(String text) {
  private static final Pattern GRAMMAR = Pattern.compile("[0-9][A-Za-z0-9.+~-]*");
  private static final Pattern PRE_RELEASE =
      Pattern.compile("[.-](?=(?i:alpha|beta|milestone|rc|cr|m|a|b)(?:[.-]?[0-9]+)?(?:[.-]|$))");
  private static final String SNAPSHOT = "-SNAPSHOT";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss").withZone(ZoneOffset.UTC);

  /**
   * @throws IllegalArgumentException if {@code text} is no such version
   */
  public DebianVersion {
    Objects.requireNonNull(text);
    if (!GRAMMAR.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "\""
              + text
              + "\" is no Debian version: it must begin with a digit"
              + " and hold only letters, digits and . + ~ -");
    }
  }

  /** A moment, in UTC: {@code 20261123T101500}. */
  public static DebianVersion ofTime(Instant moment) {
    return new DebianVersion(TIME.format(moment));
  }

  /**
   * The version that orders for apt as {@code version} does for Maven: {@code 1.2-SNAPSHOT} becomes
   * {@code 1.2~20261123T101500}, {@code 1.2-rc1} becomes {@code 1.2~rc1}, {@code 1.2} stays.
   *
   * @param commit the moment that stands for the snapshot
   * @throws IllegalArgumentException if what comes out is no Debian version
   */
  public static DebianVersion ofMaven(String version, Instant commit) {
    boolean snapshot = version.endsWith(SNAPSHOT);
    String release =
        snapshot ? version.substring(0, version.length() - SNAPSHOT.length()) : version;
    String ordered = PRE_RELEASE.matcher(release).replaceFirst("~");
    return new DebianVersion(snapshot ? ordered + "~" + TIME.format(commit) : ordered);
  }

  @Override
  public String toString() {
    return text;
  }
}
