package io.github.djangodeb.apt;

import java.util.Comparator;

/** The order of Debian versions, with epochs and without (Policy 5.6.12). */
final class VersionOrder implements Comparator<String> {
  @Override
  public int compare(String one, String other) {
    int epochs = compareNumbers(epoch(one), epoch(other));
    if (epochs != 0) {
      return epochs;
    }
    int upstream = compareParts(upstream(one), upstream(other));
    return upstream != 0 ? upstream : compareParts(revision(one), revision(other));
  }

  private static String epoch(String version) {
    return version.substring(0, Math.max(0, version.indexOf(':')));
  }

  private static String upstream(String version) {
    String rest = version.substring(version.indexOf(':') + 1);
    int hyphen = rest.lastIndexOf('-');
    return hyphen < 0 ? rest : rest.substring(0, hyphen);
  }

  private static String revision(String version) {
    return version.indexOf('-') < 0 ? "" : version.substring(version.lastIndexOf('-') + 1);
  }

  /** Turn by turn: what is no digit by {@link #weight}, then digits as a number. */
  private static int compareParts(String one, String other) {
    int first = 0;
    int second = 0;
    while (first < one.length() || second < other.length()) {
      while (isText(one, first) || isText(other, second)) {
        int difference = weight(one, first) - weight(other, second);
        if (difference != 0) {
          return difference;
        }
        first++;
        second++;
      }
      int endOfFirst = endOfDigits(one, first);
      int endOfSecond = endOfDigits(other, second);
      int numbers =
          compareNumbers(one.substring(first, endOfFirst), other.substring(second, endOfSecond));
      if (numbers != 0) {
        return numbers;
      }
      first = endOfFirst;
      second = endOfSecond;
    }
    return 0;
  }

  private static boolean isText(String version, int at) {
    return at < version.length() && !isDigit(version.charAt(at));
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  /** A tilde before the end, the end before letters, letters before all else. */
  private static int weight(String version, int at) {
    if (!isText(version, at)) {
      return 0;
    }
    char character = version.charAt(at);
    if (character == '~') {
      return -1;
    }
    return Character.isLetter(character) ? character : character + 256;
  }

  private static int endOfDigits(String version, int begin) {
    int end = begin;
    while (end < version.length() && isDigit(version.charAt(end))) {
      end++;
    }
    return end;
  }

  /** Of any length: a time to the second is more than an int. */
  private static int compareNumbers(String one, String other) {
    String first = one.replaceFirst("^0+", "");
    String second = other.replaceFirst("^0+", "");
    return first.length() != second.length()
        ? first.length() - second.length()
        : first.compareTo(second);
  }
}
