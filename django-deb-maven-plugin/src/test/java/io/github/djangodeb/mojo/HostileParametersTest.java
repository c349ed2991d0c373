package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.failure.BuildFailure;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.maven.plugin.AbstractMojo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every parameter that is text, with each text that somebody might try. */
class HostileParametersTest {
  private static final String LONG = "x".repeat(300);

  private static final List<String> HOSTILE =
      List.of(
          "a;id",
          "$(touch PROOF)",
          "`touch PROOF`",
          "../x",
          "-rf",
          "a\nb",
          "a\0b",
          LONG,
          "\u00e9",
          "%n",
          "root",
          "pg_x",
          "a\" b",
          "a'b",
          "a b");

  /**
   * Parameters that are checked where they are used, as only the repository, the file system, pip,
   * gpg or apt know what is right, but for control characters; tests of those are named in
   * tests/README.md.
   */
  private static final Set<String> CHECKED_LATER =
      Set.of(
          "mirrors",
          "repository",
          "revision",
          "sourceDirectory",
          "projectDirectory",
          "requirements",
          "indexUrl",
          "extraIndexUrls",
          "findLinks",
          "caCertificates",
          "clientCertificate",
          "keyname",
          "passphraseServerId",
          "passphraseEnvName",
          "gpgExecutable");

  /** Text that is no attack on the parameter: of these forms it may be. */
  private static final Map<String, List<String>> GOOD =
      Map.of(
          "celeryApp", List.of(LONG, "root", "pg_x"),
          "celeryQueues", List.of("root", "pg_x"),
          "chrootPackages", List.of(LONG, "root"),
          "extras", List.of(LONG, "root", "pg_x"),
          "groups", List.of(LONG, "root", "pg_x"),
          // Maven takes a single character for none.
          "outputTimestamp", List.of("\u00e9"),
          "serverNames", List.of("\u00e9", "root"),
          "settings", List.of(LONG, "root", "pg_x"),
          "variant", List.of("root"));

  @TempDir Path folder;

  private static List<Field> texts() {
    return Stream.<Class<?>>iterate(
            DjangoDebMojo.class, type -> type != AbstractMojo.class, Class::getSuperclass)
        .flatMap(type -> Stream.of(type.getDeclaredFields()))
        .filter(field -> !Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getType() == String.class || isListOfTexts(field))
        .toList();
  }

  private static boolean isListOfTexts(Field field) {
    return field.getGenericType() instanceof ParameterizedType type
        && Arrays.equals(type.getActualTypeArguments(), new Object[] {String.class});
  }

  private static void set(DjangoDebMojo goal, Field field, String text)
      throws IllegalAccessException {
    field.set(goal, field.getType() == String.class ? text : List.of(text));
  }

  /** Refused by the parameter's name, or nothing said. */
  private boolean isRefused(Field field, String text) throws Exception {
    SiteMojo goal = ShopGoal.in(folder);
    set(goal, field, text);
    try {
      new Requests(goal).request();
      return false;
    } catch (BuildFailure failure) {
      assertThat(failure.isUsers()).as(field.getName()).isTrue();
      assertThat(failure).as(text).hasMessageContaining("<" + field.getName() + ">");
      return true;
    }
  }

  @Test
  void requestWhenTextIsHostileNamesTheParameter() throws Exception {
    Path proof = folder.resolve("proof");
    Map<String, List<String>> accepted = new TreeMap<>();
    Set<String> seen = new TreeSet<>();
    for (Field field : texts()) {
      seen.add(field.getName());
      List<String> passed = new ArrayList<>();
      for (String text : HOSTILE) {
        if (!isRefused(field, text.replace("PROOF", proof.toString()))) {
          passed.add(text);
        }
      }
      if (CHECKED_LATER.contains(field.getName())) {
        assertThat(passed).as(field.getName()).doesNotContain("a\nb", "a\0b");
      } else if (!passed.isEmpty()) {
        accepted.put(field.getName(), passed);
      }
    }
    assertThat(seen)
        .containsAll(CHECKED_LATER)
        .contains("name", "serverNames")
        .hasSizeGreaterThan(40);
    assertThat(accepted).isEqualTo(new TreeMap<>(GOOD));
    assertThat(proof).doesNotExist();
  }
}
