package io.github.djangodeb.login;

import io.github.djangodeb.failure.BuildFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes logins out of addresses, and into the files where pip, git and what they start look for
 * them: no command line and no environment shows them then.
 *
 * <p>pip finds those of hosts in {@code .netrc}, and so does git. Where an address of a repository
 * has a login of its own, which may be another one than its neighbour's on the same host, git finds
 * it in {@code .git-credentials}.
 */
public final class LoginFiles {
  private static final Pattern ADDRESS =
      Pattern.compile("(?:git\\+|hg\\+|svn\\+)?https?://[^\\s\"']+", Pattern.CASE_INSENSITIVE);
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~@%/:=+,!$^*()-]+");

  private static final String GIT = "git+";

  /** What looks into no such file. */
  private static final Pattern OTHERS = Pattern.compile("(hg|svn)\\+.*");

  private final Logins logins;
  private final SortedMap<String, Login> hosts = new TreeMap<>();
  private final SortedMap<String, Login> repositories = new TreeMap<>();

  /**
   * @param logins those for hosts whose addresses have none
   */
  public LoginFiles(Logins logins) {
    this.logins = logins;
  }

  /**
   * A login for the host of an address that has none of its own.
   *
   * @param id of its server
   * @param element which parameter of the pom says so
   * @throws BuildFailure the user's, if there is no such login
   */
  public void give(String address, String id, String element) throws BuildFailure {
    Optional<Login> login = logins.of(id);
    if (login.isEmpty()) {
      throw BuildFailure.ofUser(
          "<%s>: \"%s\" is no <server> with a user and a password in settings.xml: add it there."
              .formatted(element, id));
    }
    Optional<Address> read = Address.of(address).filter(one -> one.login().isEmpty());
    if (read.isPresent()) {
      put(read.get(), login.get());
    }
  }

  /**
   * The same text with its addresses' logins gone, which are kept, as are those that the user keeps
   * for their hosts.
   *
   * @throws BuildFailure the user's, if a login cannot be used so
   */
  public String without(String text) throws BuildFailure {
    StringBuilder bare = new StringBuilder();
    Matcher matcher = ADDRESS.matcher(text);
    while (matcher.find()) {
      matcher.appendReplacement(bare, Matcher.quoteReplacement(taken(matcher.group())));
    }
    return matcher.appendTail(bare).toString();
  }

  private String taken(String text) throws BuildFailure {
    Optional<Address> read = Address.of(text);
    if (read.isEmpty()) {
      return text;
    }
    Address address = read.get();
    Optional<Login> login = address.login();
    if (login.isPresent()) {
      if (OTHERS.matcher(address.scheme()).matches()) {
        throw BuildFailure.ofUser(
            "The address \""
                + address
                + "\" has a login, which Mercurial and Subversion would show to everybody on this"
                + " machine: use git+https, or put an archive of it into an index.");
      }
      keep(address, logins.completed(login.get(), address.host(), address.port()));
    } else if (!hosts.containsKey(address.host())) {
      logins
          .ofHost(address.host(), address.port())
          .ifPresent(known -> hosts.put(address.host(), known));
    }
    return address.text();
  }

  private void keep(Address address, Login login) throws BuildFailure {
    if (address.scheme().startsWith(GIT)) {
      repositories.put(repository(address), login);
    } else {
      put(address, login);
    }
  }

  /** The address as git is given it: without pip's scheme, revision and fragment. */
  private static String repository(Address address) {
    String bare = address.text().substring(GIT.length()).replaceFirst("#.*", "");
    return bare.replaceFirst("@[^@]*$", "");
  }

  /** What an address says wins over what the user keeps for its host. */
  private void put(Address address, Login login) throws BuildFailure {
    Login before = hosts.put(address.host(), login);
    if (before == null || before.equals(login)) {
      return;
    }
    if (!logins.ofHost(address.host(), address.port()).equals(Optional.of(before))) {
      throw BuildFailure.ofUser(
          "There are two logins for the host "
              + address.host()
              + ", and pip knows one for each host: use one that reaches all that is needed there.");
    }
  }

  /** The lines of {@code .git-credentials}. */
  public List<String> gitCredentials() {
    return repositories.entrySet().stream()
        .map(
            repository ->
                repository
                    .getKey()
                    .replaceFirst(
                        "://",
                        Matcher.quoteReplacement(
                            "://"
                                + Address.encode(repository.getValue().user())
                                + ":"
                                + Address.encode(repository.getValue().password())
                                + "@")))
        .toList();
  }

  /** The lines of {@code .netrc}. */
  public List<String> netrc() {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, Login> host : hosts.entrySet()) {
      lines.add(
          "machine "
              + host.getKey()
              + " login "
              + quoted(host.getValue().user())
              + " password "
              + quoted(host.getValue().password()));
    }
    return lines;
  }

  /**
   * What must not be printed: the passwords, and users that stand for one; also as in addresses.
   */
  public List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    List<Login> logins = new ArrayList<>(hosts.values());
    logins.addAll(repositories.values());
    for (Login login : logins) {
      String secret = login.password().isEmpty() ? login.user() : login.password();
      secrets.add(secret);
      secrets.add(Address.encode(secret));
    }
    return secrets;
  }

  private static String quoted(String text) {
    return PLAIN.matcher(text).matches()
        ? text
        : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
