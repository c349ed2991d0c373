package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnvOutputTest {
  private static List<String> left(String... lines) {
    EnvOutput output =
        new EnvOutput(
            EnvEvents.none(), new PipFailure(new PipSources("requirements.txt", Optional.empty())));
    List<String> all = List.of(lines);
    all.forEach(output::line);
    List<String> last = all.subList(Math.max(0, all.size() - 25), all.size());
    return output.forPeople(new Outcome(3, last, Path.of("env.log"))).lastLines();
  }

  @Test
  void forPeopleWhenAHashIsWrongIsThatAndWherePipWas() {
    assertThat(
            left(
                "::begin pip",
                "Looking in links: /build/places/0",
                "Processing /build/places/0/django-5.2-py3-none-any.whl (from -r x (line 1))",
                "  Preparing metadata (pyproject.toml): started",
                "  Preparing metadata (pyproject.toml): finished with status 'done'",
                "Collecting asgiref==3.8 (from -r x (line 2))",
                "  Using cached asgiref-3.8-py3-none-any.whl",
                "WARNING: The candidate is yanked",
                "Processing /build/places/0/gunicorn-23.0-py3-none-any.whl (from -r x (line 3))",
                "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
                "    gunicorn==23.0 from file:///build/places/0/gunicorn-23.0-py3-none-any.whl:",
                "        Expected sha256 aa",
                "             Got        bb",
                ""))
        .containsExactly(
            "Looking in links: /build/places/0",
            "WARNING: The candidate is yanked",
            "Processing /build/places/0/gunicorn-23.0-py3-none-any.whl (from -r x (line 3))",
            "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.",
            "    gunicorn==23.0 from file:///build/places/0/gunicorn-23.0-py3-none-any.whl:",
            "        Expected sha256 aa",
            "             Got        bb",
            "");
  }

  @Test
  void forPeopleWhenNothingIsFoundSaysWherePipLooked() {
    String[] lines = {
      "Looking in indexes: https://****@index.example.org/simple",
      "ERROR: Could not find a version that satisfies the requirement django==9",
    };
    assertThat(left(lines)).containsExactly(lines);
    assertThat(left("Looking in indexes: https://ada:geheim@index.example.org/simple", lines[1]))
        .containsExactly(lines);
  }

  @Test
  void forPeopleWhenPipHadMuchToDoSaysWhereItLookedAllTheSame() {
    List<String> lines = new ArrayList<>();
    lines.add("Looking in indexes: https://ada:geheim@index.example.org/simple");
    lines.add("Looking in links: /build/places/0");
    for (int number = 0; number < 30; number++) {
      lines.add("Collecting part" + number + "==1 (from -r x (line " + number + "))");
    }
    // A second list of requirements.
    lines.add(lines.get(0));
    lines.add("  note: Looking in links: elsewhere");
    lines.add("ERROR: No matching distribution found for gone==9");
    assertThat(left(lines.toArray(String[]::new)))
        .containsExactly(
            "Looking in links: /build/places/0",
            "Collecting part29==1 (from -r x (line 29))",
            "Looking in indexes: https://****@index.example.org/simple",
            "  note: Looking in links: elsewhere",
            "ERROR: No matching distribution found for gone==9");
  }

  @Test
  void forPeopleWhenAnIndexRefusesWhatItLacksHasTheRefusalsThatAreTold() {
    String refused = "WARNING: https://files.example.org/whl/%s/ answered 403 without a login";
    String missing =
        "ERROR: Could not find a version that satisfies the requirement django==9 (from versions:"
            + " none)";
    String login = "WARNING: https://pypi.example.org/simple/sqlparse/ answered 401 to a login";
    String[] lines = {
      refused.formatted("asgiref"), refused.formatted("django"), login, missing,
    };
    assertThat(left(lines)).containsExactly(lines[1], login, missing);

    String hash = "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.";
    String archive = "WARNING: https://files.example.org/a.whl answered 403 without a login";
    assertThat(left(lines[0], "      " + lines[1], archive, hash)).containsExactly(archive, hash);
  }

  @Test
  void forPeopleWhenACompilerFailedHasAllThatItSaid() {
    String[] lines = {
      "Building wheel for psycopg2 (pyproject.toml): started",
      "  Preparing metadata (pyproject.toml): finished with status 'error'",
      "  error: subprocess-exited-with-error",
      "  Processing fonts.c",
      "  fatal error: libpq-fe.h: No such file or directory",
    };
    assertThat(left(lines)).containsExactly(lines);
  }
}
