package io.github.djangodeb.apt;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A suite's release file: what stands in it, with the checksum of every index.
 *
 * @param origin who makes it, if that is known
 * @param components such as {@code main}
 * @param architectures such as {@code amd64}; never {@code all}, whose packages stand in each index
 * @param indexes by their paths below the suite's folder
 */
record ReleaseFile(
    Optional<String> origin,
    SortedSet<String> components,
    SortedSet<String> architectures,
    SortedMap<String, Checksum> indexes) {
  /** As apt wants it: RFC 822, in UTC, in English. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final String CHECKSUMS = "SHA256";

  /** Of a suite that is not there yet. */
  static final ReleaseFile NONE =
      new ReleaseFile(Optional.empty(), new TreeSet<>(), new TreeSet<>(), new TreeMap<>());

  /**
   * What an index must be.
   *
   * @param sha256 64 hexadecimal digits
   * @param size in bytes
   */
  record Checksum(String sha256, long size) {
    Checksum {
      if (!sha256.matches("[0-9a-f]{64}")) {
        throw new IllegalArgumentException("\"" + sha256 + "\" is no SHA-256");
      }
    }
  }

  /**
   * What the file says of its repository.
   *
   * @param suite its folder below {@code dists}
   * @param origin who makes it, by which apt tells repositories apart
   * @param date when it is written
   * @param validUntil after which apt takes it no more
   */
  record Head(String suite, String origin, Instant date, Optional<Instant> validUntil) {}

  ReleaseFile {
    Objects.requireNonNull(origin);
    Objects.requireNonNull(components);
    components = Collections.unmodifiableSortedSet(new TreeSet<>(components));
    architectures = Collections.unmodifiableSortedSet(new TreeSet<>(architectures));
    indexes = Collections.unmodifiableSortedMap(new TreeMap<>(indexes));
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ReleaseFile parse(String text) {
    Stanza stanza = Stanza.parse(text);
    SortedMap<String, Checksum> indexes = new TreeMap<>();
    for (String line : stanza.required(CHECKSUMS).split("\n")) {
      String[] words = line.strip().split("\\s+");
      if (words.length == 3) {
        indexes.put(words[2], new Checksum(words[0], Long.parseLong(words[1])));
      }
    }
    return new ReleaseFile(
        stanza.field("Origin"),
        words(stanza.required("Components")),
        words(stanza.required("Architectures")),
        indexes);
  }

  private static SortedSet<String> words(String value) {
    return new TreeSet<>(Arrays.asList(value.split("\\s+")));
  }

  /** The file as text. */
  String text(Head head) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("Origin", head.origin());
    fields.put("Label", head.origin());
    fields.put("Suite", head.suite());
    fields.put("Codename", head.suite());
    fields.put("Date", DATE.format(head.date()));
    head.validUntil().ifPresent(until -> fields.put("Valid-Until", DATE.format(until)));
    fields.put("Acquire-By-Hash", "yes");
    fields.put("Architectures", String.join(" ", architectures));
    fields.put("Components", String.join(" ", components));
    StringBuilder lines = new StringBuilder();
    indexes.forEach(
        (path, sum) -> lines.append(String.format("\n %s %d %s", sum.sha256(), sum.size(), path)));
    fields.put(CHECKSUMS, lines.toString());
    return new Stanza(fields).text();
  }

  /** The paths of a component's indexes. */
  List<String> indexesOf(String component) {
    return indexes.keySet().stream().filter(path -> path.startsWith(component + "/")).toList();
  }
}
