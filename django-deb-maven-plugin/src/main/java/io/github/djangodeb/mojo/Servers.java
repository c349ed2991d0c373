package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.publish.Credentials;
import java.util.List;
import java.util.Optional;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/**
 * The {@code <server>}s of settings.xml, decrypted.
 *
 * @param settings the user's
 * @param decrypter Maven's
 */
record Servers(Settings settings, SettingsDecrypter decrypter) {
  /**
   * The login of a server.
   *
   * @throws BuildFailure the user's, if there is no such server, or it has no password that can be
   *     sent
   */
  Credentials login(String id) throws BuildFailure {
    Server server =
        find(id)
            .orElseThrow(
                () ->
                    BuildFailure.ofUser(
                        "<publishServerId>: settings.xml has no <server> with the id \""
                            + id
                            + "\": add it, or name another."));
    if (server.getPassword() == null) {
      throw BuildFailure.ofUser(
          "The <server> \"" + id + "\" of settings.xml has no <password>: add it.");
    }
    try {
      return new Credentials(
          Optional.ofNullable(server.getUsername()).orElse(""), server.getPassword());
    } catch (IllegalArgumentException odd) {
      throw BuildFailure.ofUser(
          "The <server> \"" + id + "\" of settings.xml has " + odd.getMessage() + ".", odd);
    }
  }

  /** The passphrase of a server, if there is such a server and it has one. */
  Optional<String> passphrase(String id) throws BuildFailure {
    return find(id).map(Server::getPassphrase);
  }

  private Optional<Server> find(String id) throws BuildFailure {
    Server server = settings.getServer(id);
    if (server == null) {
      return Optional.empty();
    }
    return Optional.of(decrypted(server));
  }

  /**
   * A server with its password as it is.
   *
   * @throws BuildFailure the user's, if it cannot be decrypted
   */
  Server decrypted(Server server) throws BuildFailure {
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
    checkDecrypted("<server> \"" + server.getId() + "\"", result);
    return result.getServer();
  }

  /**
   * A proxy with its password as it is.
   *
   * @throws BuildFailure the user's, if it cannot be decrypted
   */
  Proxy decrypted(Proxy proxy) throws BuildFailure {
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(proxy));
    checkDecrypted("<proxy> \"" + proxy.getId() + "\"", result);
    return result.getProxy();
  }

  private static void checkDecrypted(String what, SettingsDecryptionResult result)
      throws BuildFailure {
    List<SettingsProblem> problems =
        result.getProblems().stream()
            .filter(problem -> problem.getSeverity() != SettingsProblem.Severity.WARNING)
            .toList();
    if (!problems.isEmpty()) {
      throw BuildFailure.ofUser(
          "The "
              + what
              + " of settings.xml cannot be decrypted: "
              + problems.get(0).getMessage()
              + ". See that settings-security.xml has the master password.");
    }
  }
}
