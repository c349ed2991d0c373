package io.github.djangodeb.env;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.process.Outcome;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvOutputTest {
  private static List<String> left(String... lines) {
    return EnvOutput.forPeople(new Outcome(3, List.of(lines), Path.of("env.log"))).lastLines();
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
