package io.github.djangodeb.git;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces {@code $Format:...$} in files that are marked {@code export-subst} (gitattributes(5)).
 */
final class Substitution {
  private static final Pattern FORMAT = Pattern.compile("\\$Format:([^$]*)\\$", Pattern.DOTALL);
  private static final Pattern PLACEHOLDER =
      Pattern.compile("%(?:x([0-9a-fA-F]{2})|\\((describe[^)]*)\\)|([acGg]?[A-Za-z%]))");

  private final CommitFacts facts;

  Substitution(Snapshot snapshot) {
    this.facts = new CommitFacts(snapshot.repository(), snapshot.commit());
  }

  /** The bytes with what is known put in; a placeholder that is not known stays as it is. */
  byte[] apply(byte[] blob) throws java.io.IOException {
    // In Latin 1 each byte is a character, so what is no text stays as it is.
    Matcher formats = FORMAT.matcher(new String(blob, StandardCharsets.ISO_8859_1));
    StringBuilder whole = new StringBuilder();
    while (formats.find()) {
      formats.appendReplacement(whole, Matcher.quoteReplacement(latin1(expand(formats.group(1)))));
    }
    formats.appendTail(whole);
    return whole.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String latin1(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private String expand(String latin1) throws java.io.IOException {
    String format =
        new String(latin1.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    Matcher placeholders = PLACEHOLDER.matcher(format);
    StringBuilder expanded = new StringBuilder();
    while (placeholders.find()) {
      placeholders.appendReplacement(expanded, Matcher.quoteReplacement(value(placeholders)));
    }
    placeholders.appendTail(expanded);
    return expanded.toString();
  }

  private String value(Matcher placeholder) throws java.io.IOException {
    if (placeholder.group(1) != null) {
      return String.valueOf((char) Integer.parseInt(placeholder.group(1), 16));
    }
    if (placeholder.group(2) != null) {
      return facts.describe(placeholder.group(2));
    }
    return facts.of(placeholder.group(3)).orElse(placeholder.group());
  }
}
