package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServersTest {
  private final Settings settings = new Settings();

  private Servers servers(String user, String password) {
    Server server = new Server();
    server.setId("nexus");
    server.setUsername(user);
    server.setPassword(password);
    settings.addServer(server);
    return new Servers(settings, SecretSettings.decrypter());
  }

  private static void refuses(Servers servers, String message) {
    assertThatThrownBy(() -> servers.login("nexus"))
        .isInstanceOfSatisfying(BuildFailure.class, f -> assertThat(f.isUsers()).isTrue())
        .hasMessage("The <server> \"nexus\" of settings.xml has " + message)
        .satisfies(
            failure -> {
              StringWriter all = new StringWriter();
              failure.printStackTrace(new PrintWriter(all));
              assertThat(all.toString()).doesNotContain("geh", "heim");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"geh\nheim", "gehheim\r\n", "geh heim", "gehêheim", "geh\u0000heim"})
  void loginWhenATokenFitsIntoNoHeaderRefusesWithoutTellingIt(String token) {
    refuses(
        servers(null, token),
        "a <password> and no <username>, so it is a token, but one with blanks, line breaks or"
            + " characters other than those of ASCII: correct it, or add the <username>.");
  }

  @Test
  void loginWhenAPasswordHasALineBreakRefusesWithoutTellingIt() {
    refuses(
        servers("ada", "geh\nheim"),
        "a line break, tabulator or other control character in its <username> or <password>:"
            + " remove it.");
  }

  @Test
  void loginWhenAPasswordHasBlanksOrUmlautsTakesIt() throws Exception {
    assertThat(servers("ada", "größer als x").login("nexus").password()).isEqualTo("größer als x");
  }
}
