package io.github.djangodeb.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoginFilesTest {
  private static final Logins KNOWN =
      new Logins(
          Map.of(
              "known.example.org", new Login("ada", "s3cret"),
              "known.example.org:8443", new Login("bob", "other"),
              "nexus", new Login("robot", "t0ken")),
          Map.of("damaged", "It cannot be decrypted."));

  private final LoginFiles files = new LoginFiles(KNOWN);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "https://me:pw@host/simple|https://host/simple|machine host login me password pw",
        "--index-url=https://me:p%40w%20%231@host:8443/s/"
            + "|--index-url=https://host:8443/s/|machine host login me password \"p@w #1\"",
        "http://token@host|http://host|machine host login token password \"\"",
        "https://me:a\\b@host/|https://host/|machine host login me password \"a\\\\b\"",
        "x @ https://me:a@b@host/x.zip ; os_name == \"nt\""
            + "|x @ https://host/x.zip ; os_name == \"nt\"|machine host login me password a@b",
        "https://known.example.org/simple|https://known.example.org/simple"
            + "|machine known.example.org login ada password s3cret",
        "https://known.example.org:8443/s|https://known.example.org:8443/s"
            + "|machine known.example.org login bob password other",
        "https://ada@known.example.org/simple|https://known.example.org/simple"
            + "|machine known.example.org login ada password s3cret",
        "https://token@known.example.org/simple|https://known.example.org/simple"
            + "|machine known.example.org login token password \"\"",
        "git+https://known.example.org/a.git@1|git+https://known.example.org/a.git@1"
            + "|machine known.example.org login ada password s3cret",
      })
  void withoutWhenAnAddressHasALoginPutsItIntoTheFile(String text, String bare, String line)
      throws Exception {
    assertThat(files.without(text)).isEqualTo(bare);
    assertThat(files.netrc()).containsExactly(line);
  }

  @Test
  void withoutWhenNoLoginIsKnownLeavesTheTextAlone() throws Exception {
    assertThat(files.without("django==4.2 # see https://host/")).endsWith("https://host/");
    assertThat(files.netrc()).isEmpty();
    assertThat(files.secrets()).isEmpty();
  }

  @Test
  void withoutWhenRepositoriesOfOneHostHaveLoginsOfTheirOwnKeepsThemApart() throws Exception {
    assertThat(files.without("a @ git+https://u:p1@host/g/a.git@v1#subdirectory=x"))
        .isEqualTo("a @ git+https://host/g/a.git@v1#subdirectory=x");
    files.without("b @ git+https://t%2Fk@host/g/b");
    files.without("c @ git+https://bob@known.example.org:8443/c");
    files.without("https://me:pw@host/simple");
    assertThat(files.gitCredentials())
        .containsExactly(
            "https://u:p1@host/g/a.git",
            "https://t%2Fk:@host/g/b",
            "https://bob:other@known.example.org:8443/c");
    assertThat(files.netrc()).containsExactly("machine host login me password pw");
    assertThat(files.secrets()).contains("p1", "t/k", "t%2Fk", "pw");
  }

  @Test
  void withoutWhenIndexesOfOneHostHaveTwoLoginsRefuses() throws Exception {
    files.without("https://me:pw@host/a");
    files.without("https://me:pw@host/b");
    assertThatThrownBy(() -> files.without("https://you:pw@host/c"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "There are two logins for the host host, and pip knows one for each host: use one that"
                + " reaches all that is needed there.");
  }

  @Test
  void withoutWhenAnAddressSaysOtherwiseThanTheSettingsTheAddressWins() throws Exception {
    files.without("https://known.example.org/a");
    files.without("https://me:pw@known.example.org/b");
    files.without("https://known.example.org/c");
    assertThat(files.netrc()).containsExactly("machine known.example.org login me password pw");
  }

  @Test
  void withoutWhenMercurialWantsALoginRefuses() {
    assertThatThrownBy(() -> files.without("a @ hg+https://u:p1@host/a"))
        .hasMessage(
            "The address \"hg+https://host/a\" has a login, which Mercurial and Subversion would"
                + " show to everybody on this machine: use git+https, or put an archive of it into"
                + " an index.");
  }

  @Test
  void giveWhenTheServerIsNotThereOrDamagedSaysSo() throws Exception {
    files.give("https://index.example.org/simple", "nexus", "indexServerId");
    assertThat(files.netrc())
        .containsExactly("machine index.example.org login robot password t0ken");
    assertThatThrownBy(() -> files.give("https://x/", "nexsu", "indexServerId"))
        .hasMessage(
            "<indexServerId>: \"nexsu\" is no <server> with a user and a password in settings.xml:"
                + " add it there.");
    assertThatThrownBy(() -> files.give("https://x/", "damaged", "indexServerId"))
        .hasMessage("It cannot be decrypted.");
  }
}
