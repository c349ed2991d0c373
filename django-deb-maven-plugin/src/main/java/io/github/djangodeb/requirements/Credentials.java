package io.github.djangodeb.requirements;

import java.util.regex.Pattern;

/** Keeps the user and password of an address out of what people read. */
public final class Credentials {
  // The user "git" is the same everywhere, and no secret.
  private static final Pattern IN_ADDRESS = Pattern.compile("(://)(?!git@)[^/@\\s\"']+@");
  private static final String MASK = "****";

  private Credentials() {}

  /** The same text with {@code ****} for the user and password of each address in it. */
  public static String mask(String text) {
    return IN_ADDRESS.matcher(text).replaceAll("$1" + MASK + "@");
  }

  /** Whether an address in the text has a user or a password. */
  static boolean in(String text) {
    return IN_ADDRESS.matcher(text).find();
  }

  /** The same text with its addresses' users and passwords gone. */
  static String without(String text) {
    return IN_ADDRESS.matcher(text).replaceAll("$1");
  }
}
