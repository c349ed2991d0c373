package io.github.djangodeb.login;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The user's own file of logins for hosts, which pip, git and curl read too.
 *
 * <p>One that the user has named must be right. What else lies in the user's folder may be for
 * other programs, and has no login for this one if it cannot be used.
 *
 * @param machines the login of each host that it names
 * @param others the login of all others, if it has one
 * @param fault why the file that the user has named cannot be used, a whole sentence; it matters
 *     only to who needs it
 * @param warning why the file in the user's folder is not used, a whole sentence
 */
public record Netrc(
    Map<String, Login> machines,
    Optional<Login> others,
    Optional<String> fault,
    Optional<String> warning) {
  /** The environment variable that names another file. */
  private static final String VARIABLE = "NETRC";

  /** No file. */
  public static final Netrc NONE = new Netrc(Map.of(), Optional.empty());

  public Netrc {
    machines = Collections.unmodifiableMap(new TreeMap<>(machines));
  }

  /** What a file says. */
  Netrc(Map<String, Login> machines, Optional<Login> others) {
    this(machines, others, Optional.empty(), Optional.empty());
  }

  /**
   * The file that {@code $NETRC} names, or else {@code ~/.netrc}.
   *
   * @param home the user's folder, where {@code $HOME} does not say it
   */
  public static Netrc ofUser(Map<String, String> environment, Path home) {
    String named = environment.getOrDefault(VARIABLE, "");
    if (!named.isEmpty()) {
      return of(Path.of(named), true);
    }
    String own = environment.getOrDefault("HOME", "");
    return of((own.isEmpty() ? home : Path.of(own)).resolve(".netrc"), false);
  }

  private static Netrc of(Path file, boolean named) {
    try {
      return new NetrcReader(Files.readString(file)).read();
    } catch (CharacterCodingException odd) {
      return faulty(file, named, "is not in UTF-8", "write it anew");
    } catch (IOException refused) {
      // A $HOME that is no folder, or another user's, has none either.
      return Files.exists(file) ? unreadable(file, named, refused) : missing(file, named);
    } catch (IllegalArgumentException odd) {
      return faulty(file, named, "is not understood: " + odd.getMessage(), "correct that");
    }
  }

  private static Netrc missing(Path file, boolean named) {
    return named ? faulty(file, true, "is not there", "correct its path") : NONE;
  }

  private static Netrc unreadable(Path file, boolean named, IOException refused) {
    String reason =
        refused instanceof AccessDeniedException ? "permission denied" : refused.getMessage();
    return faulty(file, named, "cannot be read (" + reason + ")", "see to its rights");
  }

  private static Netrc faulty(Path file, boolean named, String what, String remedy) {
    Optional<String> sentence =
        Optional.of(
            "The file of logins \"%s\" %s%s: %s, or name another one in the environment variable %s."
                .formatted(
                    file, what, named ? "" : ", so none is taken from it", remedy, VARIABLE));
    return new Netrc(
        Map.of(),
        Optional.empty(),
        named ? sentence : Optional.empty(),
        named ? Optional.empty() : sentence);
  }

  /**
   * The login of a host.
   *
   * @throws BuildFailure the user's, if the file is one that the user has named, and cannot be used
   */
  Optional<Login> of(String host) throws BuildFailure {
    if (fault.isPresent()) {
      throw BuildFailure.ofUser(fault.get());
    }
    Login own = machines.get(host.toLowerCase(Locale.ROOT));
    return own == null ? others : Optional.of(own);
  }

  /** How many there are, and nothing of them. */
  @Override
  public String toString() {
    return machines.size() + " machines";
  }
}
