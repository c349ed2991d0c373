package io.github.djangodeb.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetrcTest {
  @TempDir Path home;

  private Netrc user() {
    return Netrc.ofUser(Map.of("HOME", home.toString()), Path.of("/nonexistent"));
  }

  private Netrc of(String text) throws IOException {
    Files.writeString(home.resolve(".netrc"), text);
    return user();
  }

  @Test
  void ofUserWhenTheFileHasAllThatThereIsReadsIt() throws Exception {
    Netrc read =
        of(
            """
            # the company's
            machine Index.example.org login ada password s3cret
            machine git.example.org
              login "a b"   # not here, but on a line of its own
              account none
              password "p\\"w #1\\\\"
            macdef init
            machine not.example.org login no password no
            quit

            machine token.example.org user t0ken
            machine index.example.org login second password second
            default login anonymous password me@example.org
            """);
    assertThat(read.fault()).isEmpty();
    assertThat(read.machines())
        .containsOnly(
            Map.entry("index.example.org", new Login("ada", "s3cret")),
            Map.entry("git.example.org", new Login("a b", "p\"w #1\\")),
            Map.entry("token.example.org", new Login("t0ken", "")));
    assertThat(read.of("INDEX.example.org")).contains(new Login("ada", "s3cret"));
    assertThat(read.of("not.example.org")).contains(new Login("anonymous", "me@example.org"));
    assertThat(read.toString()).isEqualTo("3 machines");
  }

  @Test
  void ofUserWhenWhatLoginFilesWroteIsReadIsTheSame() throws Exception {
    LoginFiles files = new LoginFiles(Logins.NONE);
    files.without("https://me%20too:p%40w%20%231%22%5C@host:8443/s/");
    Netrc read = of(String.join("\n", files.netrc()));
    assertThat(read.of("host")).contains(new Login("me too", "p@w #1\"\\"));
  }

  @Test
  void ofUserWhenThereIsNoFileHasNoLogins() throws Exception {
    assertThat(user()).isEqualTo(Netrc.NONE);
    assertThat(user().of("host")).isEmpty();
    assertThat(of("")).isEqualTo(Netrc.NONE);
    assertThat(Netrc.ofUser(Map.of("HOME", "/dev/null"), home)).isEqualTo(Netrc.NONE);
  }

  @Test
  void ofUserWhenNetrcNamesAFileReadsThatAlone() throws Exception {
    of("machine host login own password own");
    Path other = Files.writeString(home.resolve("other"), "machine host login x password y");
    Netrc read = Netrc.ofUser(Map.of("HOME", home.toString(), "NETRC", other.toString()), home);
    assertThat(read.of("host")).contains(new Login("x", "y"));
    Netrc missing = Netrc.ofUser(Map.of("NETRC", home + "/gone"), home);
    assertThatThrownBy(() -> missing.of("host"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "The file of logins \""
                + home
                + "/gone\" is not there: correct its path, or name"
                + " another one in the environment variable NETRC.");
  }

  @Test
  void ofUserWhenHomeIsNotSetTakesTheUsersFolder() throws Exception {
    of("machine host login own password own");
    assertThat(Netrc.ofUser(Map.of(), home).of("host")).contains(new Login("own", "own"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "machine a login b password my secret|line 1 has a word where one of machine, default,"
            + " login, password, account and macdef belongs; a value with blanks stands in quotes",
        "machine a\\nlogin|line 2 has \"login\" and no value",
        "\\nlogin b machine a|line 2 has \"login\" before any \"machine\"",
        "machine a login \"secret|a quote that begins a value is not closed",
      })
  void ofUserWhenItIsNotUnderstoodSaysWhereAndNotWhat(String text, String why) throws Exception {
    Netrc read = of(text.replace("\\n", "\n"));
    String file = "The file of logins \"" + home + "/.netrc\" is not understood: " + why;
    String remedy = ": correct that, or name another one in the environment variable NETRC.";
    assertThat(read.warning()).contains(file + ", so none is taken from it" + remedy);
    assertThat(read.of("host")).isEmpty();
    Netrc named = Netrc.ofUser(Map.of("NETRC", home + "/.netrc"), home);
    assertThat(named.warning()).isEmpty();
    assertThatThrownBy(() -> named.of("host"))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(file + remedy);
  }

  @Test
  void ofUserWhenItCannotBeReadFailsOnlyWhoNamesAndNeedsIt() throws Exception {
    Files.write(home.resolve(".netrc"), "machine ü".getBytes(StandardCharsets.ISO_8859_1));
    assertWarning("is not in UTF-8, so none is taken from it: write it anew");
    Files.delete(home.resolve(".netrc"));
    Files.createDirectory(home.resolve(".netrc"));
    assertWarning("cannot be read (Is a directory), so none is taken from it: see to its rights");
    Logins logins = new Logins(Map.of("host", new Login("a", "b")), Map.of()).above(user());
    assertThat(logins.ofHost("host", 8443)).contains(new Login("a", "b"));
    assertThat(logins.of("nexus")).isEmpty();
    assertThat(logins.ofHost("other", -1)).isEmpty();
    Logins named = logins.above(Netrc.ofUser(Map.of("NETRC", home + "/.netrc"), home));
    assertThat(named.ofHost("host", 8443)).contains(new Login("a", "b"));
    assertThatThrownBy(() -> named.ofHost("other", -1)).hasMessageContaining("cannot be read");
  }

  private void assertWarning(String what) {
    assertThat(user().fault()).isEmpty();
    assertThat(user().warning())
        .contains(
            "The file of logins \""
                + home
                + "/.netrc\" "
                + what
                + ", or name another one in the"
                + " environment variable NETRC.");
  }

  @Test
  void ofHostWhenBothHaveALoginTheServerWins() throws Exception {
    Logins logins =
        new Logins(Map.of("host:8443", new Login("server", "a")), Map.of())
            .above(of("machine host login own password b"));
    assertThat(logins.ofHost("host", 8443)).contains(new Login("server", "a"));
    assertThat(logins.ofHost("host", -1)).contains(new Login("own", "b"));
    assertThat(logins.of("host")).isEqualTo(Optional.empty());
  }
}
