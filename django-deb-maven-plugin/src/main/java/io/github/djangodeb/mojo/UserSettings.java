package io.github.djangodeb.mojo;

import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.failure.BuildFailure;
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
import org.apache.maven.settings.crypto.SettingsDecrypter;

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
      try {
        Server open = servers().decrypted(server);
        logins.put(server.getId(), new Login(open.getUsername(), open.getPassword()));
      } catch (BuildFailure locked) {
        // It matters only to a build that needs this one.
        faults.put(server.getId(), locked.getMessage());
      }
    }
    return new Logins(logins, faults);
  }

  private Servers servers() {
    return new Servers(settings, decrypter);
  }

  /**
   * pip's settings with the active proxy, if there is one.
   *
   * @throws BuildFailure the user's, if its password cannot be decrypted
   */
  PipSettings withProxy(PipSettings pip) throws BuildFailure {
    if (settings.getActiveProxy() == null) {
      return pip;
    }
    Proxy open = servers().decrypted(settings.getActiveProxy());
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
