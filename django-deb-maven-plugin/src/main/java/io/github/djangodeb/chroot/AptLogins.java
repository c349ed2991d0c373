package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Address;
import io.github.djangodeb.login.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lines of a {@code sources.list}, and the logins that stood in their addresses: these go into a
 * file that apt alone reads, apt_auth.conf(5).
 *
 * @param sources the lines, without logins
 * @param byAddress the logins; those of longer addresses come first, as apt takes the first that
 *     fits
 */
record AptLogins(List<String> sources, Map<String, Login> byAddress) {
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://\\S+");

  /** The file separates words by blanks, and has no quotes. */
  private static final Pattern WORD = Pattern.compile("[^\\s\\p{Cntrl}]*");

  /**
   * Takes the logins out.
   *
   * @throws BuildFailure the user's, if apt cannot be told one
   */
  static AptLogins in(List<String> lines) throws BuildFailure {
    Map<String, Login> found =
        new TreeMap<>(
            Comparator.comparing(String::length).reversed().thenComparing(address -> address));
    List<String> bare = new ArrayList<>();
    for (String line : lines) {
      bare.add(taken(line, found));
    }
    return new AptLogins(List.copyOf(bare), found);
  }

  private static String taken(String line, Map<String, Login> found) throws BuildFailure {
    StringBuilder bare = new StringBuilder();
    Matcher matcher = ADDRESS.matcher(line);
    while (matcher.find()) {
      Optional<Address> address = Address.of(matcher.group());
      Optional<Login> login = address.flatMap(Address::login);
      String text = matcher.group();
      if (login.isPresent()) {
        text = address.get().text();
        check(address.get(), login.get());
        // Without the slash it would be the beginning of others too.
        found.put(text.endsWith("/") ? text : text + "/", login.get());
      }
      matcher.appendReplacement(bare, Matcher.quoteReplacement(text));
    }
    return matcher.appendTail(bare).toString();
  }

  private static void check(Address address, Login login) throws BuildFailure {
    if (!WORD.matcher(login.user() + login.password()).matches()) {
      throw BuildFailure.ofUser(
          "The login for "
              + address
              + " in <mirrors>, or in the sources of this machine's apt, has a blank or a control"
              + " character, which apt takes from no file: give that server a login without.");
    }
  }

  /** The same text without the logins of addresses in it. */
  static String mask(String text) {
    return ADDRESS
        .matcher(text)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    Address.of(found.group()).map(Address::text).orElse(found.group())));
  }

  boolean isEmpty() {
    return byAddress.isEmpty();
  }

  /** Writes the file for apt, which only its owner may read; none where there is no login. */
  void writeTo(Path file) throws IOException {
    Files.deleteIfExists(file);
    if (isEmpty()) {
      return;
    }
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    List<String> lines = new ArrayList<>();
    byAddress.forEach(
        (address, login) ->
            lines.add(
                "machine "
                    + address
                    + " login "
                    + login.user()
                    + (login.password().isEmpty() ? "" : " password " + login.password())));
    Files.write(file, lines);
  }

  /** The line of an {@code apt.conf} that names such a file. */
  static String setting(String file) {
    return "Dir::Etc::netrc \"" + file + "\";";
  }

  /** Not the logins. */
  @Override
  public String toString() {
    return "AptLogins" + sources;
  }
}
