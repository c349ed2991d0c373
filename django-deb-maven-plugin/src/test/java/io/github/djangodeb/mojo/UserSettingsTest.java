package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.env.PipSettings;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserSettingsTest {
  @TempDir Path folder;
  private final Settings settings = new Settings();

  private UserSettings user() throws IOException {
    return new UserSettings(settings, new SecretSettings(folder).own());
  }

  private void server(String id, String user, String password) {
    Server server = new Server();
    server.setId(id);
    server.setUsername(user);
    server.setPassword(password);
    settings.addServer(server);
  }

  @Test
  void loginsWhenPasswordsAreEncryptedDecryptsThem() throws Exception {
    server("nexus", "ada", SecretSettings.encrypted("p4ssword"));
    server("plain.example.org", "bob", "open");
    server("key-only", null, null);
    Logins logins = user().logins();
    assertThat(logins.byId())
        .containsOnly(
            Map.entry("nexus", new Login("ada", "p4ssword")),
            Map.entry("plain.example.org", new Login("bob", "open")));
    assertThat(logins.toString()).isEqualTo("2 logins");
  }

  @Test
  void loginsWhenAPasswordCannotBeDecryptedFailsOnlyWhoNeedsIt() throws Exception {
    server("nexus", "ada", "{" + "A".repeat(44) + "}");
    server("other", "bob", "open");
    Logins logins = user().logins();
    assertThat(logins.of("other")).contains(new Login("bob", "open"));
    assertThatThrownBy(() -> logins.of("nexus"))
        .hasMessageStartingWith("The <server> \"nexus\" of settings.xml cannot be decrypted: ")
        .hasMessageEndingWith(". See that settings-security.xml has the master password.");
  }

  @Test
  void withProxyWhenOneIsActiveUsesItForAllButWhatItLeavesOut() throws Exception {
    Proxy proxy = new Proxy();
    proxy.setHost("proxy.example.org");
    proxy.setPort(3128);
    proxy.setUsername("a@b");
    proxy.setPassword(SecretSettings.encrypted("p:4/ss"));
    proxy.setNonProxyHosts("*.example.org|localhost");
    settings.addProxy(proxy);
    PipSettings pip = user().withProxy(PipSettings.NONE);
    String address = "http://a%40b:p%3A4%2Fss@proxy.example.org:3128";
    assertThat(pip.proxies())
        .containsOnly(
            Map.entry("http_proxy", address),
            Map.entry("https_proxy", address),
            Map.entry("no_proxy", ".example.org,localhost"));
  }

  @Test
  void withProxyWhenNoneIsActiveChangesNothing() throws Exception {
    Proxy proxy = new Proxy();
    proxy.setActive(false);
    settings.addProxy(proxy);
    assertThat(user().withProxy(PipSettings.NONE)).isEqualTo(PipSettings.NONE);
  }
}
