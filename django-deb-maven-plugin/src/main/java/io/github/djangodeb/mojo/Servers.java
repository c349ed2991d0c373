package io.github.djangodeb.mojo;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.publish.Credentials;
import java.util.List;
import java.util.Optional;
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
   * @throws BuildFailure the user's, if there is no such server, or it has no password
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
    return new Credentials(
        Optional.ofNullable(server.getUsername()).orElse(""), server.getPassword());
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
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
    List<SettingsProblem> problems =
        result.getProblems().stream()
            .filter(problem -> problem.getSeverity() != SettingsProblem.Severity.WARNING)
            .toList();
    if (!problems.isEmpty()) {
      throw BuildFailure.ofUser(
          "The <server> \""
              + id
              + "\" of settings.xml cannot be decrypted: "
              + problems.get(0).getMessage()
              + ". See that settings-security.xml has the master password.");
    }
    return Optional.of(result.getServer());
  }
}
