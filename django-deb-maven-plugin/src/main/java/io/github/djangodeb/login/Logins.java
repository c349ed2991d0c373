package io.github.djangodeb.login;

import io.github.djangodeb.failure.BuildFailure;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The logins that this machine's user keeps: each under the id of a server, and those of the file
 * that pip, git and curl know.
 *
 * @param byId those of servers that can be used
 * @param faults why others cannot: a whole sentence for each id
 * @param netrc what counts where no server is called as the host
 */
public record Logins(Map<String, Login> byId, Map<String, String> faults, Netrc netrc) {
  /** None. */
  public static final Logins NONE = new Logins(Map.of(), Map.of());

  public Logins {
    byId = Collections.unmodifiableMap(new TreeMap<>(byId));
    faults = Collections.unmodifiableMap(new TreeMap<>(faults));
    Objects.requireNonNull(netrc);
  }

  /** Those of servers alone. */
  public Logins(Map<String, Login> byId, Map<String, String> faults) {
    this(byId, faults, Netrc.NONE);
  }

  /** The same with those of the user's own file, for hosts that no server is called as. */
  public Logins above(Netrc file) {
    return new Logins(byId, faults, file);
  }

  /**
   * The login of a server.
   *
   * @throws BuildFailure the user's, if there is one that cannot be used
   */
  public Optional<Login> of(String id) throws BuildFailure {
    if (faults.containsKey(id)) {
      throw BuildFailure.ofUser(faults.get(id));
    }
    return Optional.ofNullable(byId.get(id));
  }

  /**
   * The login of the server whose id is a host's name, one with its port too first; else that of
   * the user's own file.
   *
   * @param port a negative one for that of the protocol
   * @throws BuildFailure the user's, if there is one that cannot be used
   */
  public Optional<Login> ofHost(String host, int port) throws BuildFailure {
    Optional<Login> exact = port < 0 ? Optional.empty() : of(host + ":" + port);
    Optional<Login> server = exact.isPresent() ? exact : of(host);
    return server.isPresent() ? server : netrc.of(host);
  }

  /**
   * The login of an address that has one of its own. Where that is a user alone, as in the
   * addresses that many a server shows, the password is the one that is kept for the host, if it is
   * that user's; else the user is all there is, such as a token.
   *
   * @param own what stands in the address
   * @throws BuildFailure the user's, if the kept one cannot be used
   */
  public Login completed(Login own, String host, int port) throws BuildFailure {
    if (!own.password().isEmpty()) {
      return own;
    }
    return ofHost(host, port).filter(kept -> kept.user().equals(own.user())).orElse(own);
  }

  /** How many there are, and nothing of them. */
  @Override
  public String toString() {
    return byId.size() + " logins";
  }
}
