package io.github.djangodeb.apt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.process.Command;
import io.github.djangodeb.process.LocalProcessLauncher;
import io.github.djangodeb.process.ProcessLauncher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpgSignerTest {
  private static final String SECRET = "a long secret";

  @TempDir Path logs;
  private GpgHome gpg;
  private final List<Command> commands = new ArrayList<>();
  private final ProcessLauncher launcher =
      (command, log, lines) -> {
        commands.add(command);
        return new LocalProcessLauncher().run(command, log, lines);
      };

  @BeforeEach
  void makeFolder() throws Exception {
    gpg = new GpgHome();
  }

  @AfterEach
  void deleteFolder() throws Exception {
    gpg.delete();
  }

  @Test
  void publishWhenKeyHasAPassphraseHandsItOverWhereNobodySeesIt() throws Exception {
    gpg.makeKey("ada@example.org", SECRET);
    gpg.forget();

    GpgSigner signer = new GpgSigner(gpg.key(null, SECRET), launcher, logs);
    assertThat(new String(signer.publish("Origin: shop\n").get("InRelease"), "UTF-8"))
        .contains("BEGIN PGP SIGNATURE");

    assertThat(commands).hasSize(4);
    assertThat(commands)
        .noneMatch(command -> command.arguments().stream().anyMatch(word -> word.contains(SECRET)))
        .noneMatch(command -> command.environment().containsValue(SECRET))
        .noneMatch(command -> command.environment().containsKey("MAVEN_GPG_PASSPHRASE"));
    assertThat(commands.toString()).doesNotContain(SECRET);
    assertThat(Files.readString(logs.resolve("gpg.log"))).doesNotContain(SECRET);
    try (var left = Files.list(logs)) {
      assertThat(left).containsExactly(logs.resolve("gpg.log"));
    }
  }

  /** The build's variables may hold passwords, and gpg's agent outlives the build. */
  @Test
  void publishWhenTheBuildHasOtherVariablesGpgGetsNoneOfThem() throws Exception {
    gpg.makeKey("ada@example.org", "");
    new GpgSigner(gpg.key(null, null), launcher, logs).publish("Origin: shop\n");

    String known =
        "PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|TERM|TMPDIR|GNUPGHOME|GPG_TTY|PINENTRY_USER_DATA"
            + "|DISPLAY|WAYLAND_DISPLAY|XAUTHORITY|DBUS_SESSION_BUS_ADDRESS|XDG_RUNTIME_DIR|LC_.*";
    assertThat(System.getenv().keySet()).anyMatch(name -> !name.matches(known));
    assertThat(commands)
        .isNotEmpty()
        .allSatisfy(
            command -> {
              assertThat(command.environment()).containsKey("PATH").containsEntry("LC_ALL", "C");
              assertThat(command.environment().keySet()).allMatch(name -> name.matches(known));
            });
  }

  @Test
  void publishWhenThePassphraseIsWrongSaysWhereItIsLookedFor() throws Exception {
    gpg.makeKey("ada@example.org", SECRET);
    gpg.forget();
    GpgSigner signer = new GpgSigner(gpg.key(null, "wrong"), launcher, logs);

    assertThatThrownBy(() -> signer.publish("Origin: shop\n"))
        .isInstanceOf(BuildFailure.class)
        .hasMessageContaining(
            "if it has a passphrase, put that into the environment variable"
                + " MAVEN_GPG_PASSPHRASE or into settings.xml:\n");
  }

  @Test
  void createWhenThereIsNoSuchKeySaysWhatToDo() throws Exception {
    gpg.makeKey("ada@example.org", "");

    assertThatThrownBy(() -> new GpgSigner(gpg.key("bob@example.org", null), launcher, logs))
        .isInstanceOf(BuildFailure.class)
        .hasMessage(
            "gpg has no secret key \"bob@example.org\" to sign the repository with: make or import"
                + " one, name it with <keyname> (gpg.keyname), or ask for a repository without a"
                + " signature with <unsigned> (django-deb.unsigned).");
  }

  @Test
  void createWhenSeveralKeysCouldBeMeantNamesThem() throws Exception {
    gpg.makeKey("ada@example.org", "");
    gpg.makeKey("eve@example.org", "");

    assertThatThrownBy(() -> new GpgSigner(gpg.key(null, null), launcher, logs))
        .isInstanceOf(BuildFailure.class)
        .hasMessageMatching(
            "gpg has several secret keys: name one with <keyname> \\(gpg\\.keyname\\):"
                + " [0-9A-F]{40}, [0-9A-F]{40}\\.");
  }

  @Test
  void clearSignedWhenSomebodyChangesTheTextIsVerifiedNoMore() throws Exception {
    gpg.makeKey("ada@example.org", "");
    Gpg signing =
        new Gpg(gpg.key("ada@example.org", null), new Gpg.Use("it", "not"), launcher, logs);
    String signed = signing.clearSigned("Format: 1.0\n");
    Path file = logs.resolve("signed");

    Files.writeString(file, "Not: ours\n" + signed);
    assertThat(signing.verified(file)).contains("Format: 1.0\n");
    Files.writeString(file, signed.replace("1.0", "2.0"));
    assertThat(signing.verified(file)).isEmpty();
  }
}
