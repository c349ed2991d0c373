package io.github.djangodeb.mojo;

import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.login.Address;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/**
 * What settings.xml says of servers and proxies, with its passwords decrypted.
 *
 * @param settings Maven's
 * @param decrypter Maven's
 */
record UserSettings(Settings settings, SettingsDecrypter decrypter) {
  /** The users and passwords of all servers that have both. */
  Logins logins() {
    Map<String, Login> logins = new TreeMap<>();
    Map<String, String> faults = new TreeMap<>();
    for (Server server : settings.getServers()) {
      if (server.getUsername() == null || server.getPassword() == null) {
        continue;
      }
      SettingsDecryptionResult result =
          decrypter.decrypt(new DefaultSettingsDecryptionRequest(server));
      Optional<String> fault = fault(result);
      if (fault.isPresent()) {
        faults.put(server.getId(), undecrypted("<server> \"" + server.getId() + "\"", fault.get()));
      } else {
        Server open = result.getServer();
        logins.put(server.getId(), new Login(open.getUsername(), open.getPassword()));
      }
    }
    return new Logins(logins, faults);
  }

  private static Optional<String> fault(SettingsDecryptionResult result) {
    return result.getProblems().stream()
        .filter(problem -> problem.getSeverity() != SettingsProblem.Severity.WARNING)
        .map(SettingsProblem::getMessage)
        .findFirst();
  }

  private static String undecrypted(String what, String why) {
    return "The password of the "
        + what
        + " in settings.xml cannot be decrypted ("
        + why
        + "): encrypt it anew with this machine's settings-security.xml (mvn --encrypt-password).";
  }

  /**
   * pip's settings with the active proxy, if there is one.
   *
   * @throws IllegalArgumentException if its password cannot be decrypted
   */
  PipSettings withProxy(PipSettings pip) {
    Proxy active = settings.getActiveProxy();
    if (active == null) {
      return pip;
    }
    SettingsDecryptionResult result =
        decrypter.decrypt(new DefaultSettingsDecryptionRequest(active));
    Optional<String> fault = fault(result);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(
          undecrypted("<proxy> \"" + active.getId() + "\"", fault.get()));
    }
    Proxy open = result.getProxy();
    String login =
        open.getUsername() == null
            ? ""
            : Address.encode(open.getUsername())
                + ":"
                + Address.encode(Optional.ofNullable(open.getPassword()).orElse(""))
                + "@";
    return pip.withProxy(
        "http://" + login + open.getHost() + ":" + open.getPort(),
        without(Optional.ofNullable(open.getNonProxyHosts()).orElse("")));
  }

  /** Maven's {@code *.example.org|localhost} as others write it: {@code .example.org,localhost}. */
  private static String without(String hosts) {
    return Arrays.stream(hosts.split("[|,]"))
        .map(String::strip)
        .filter(host -> !host.isEmpty())
        .map(host -> host.startsWith("*") ? host.substring(1) : host)
        .collect(Collectors.joining(","));
  }
}
