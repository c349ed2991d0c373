package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UrlPathTest {
  @ParameterizedTest
  @CsvSource({
    "static/, /static/",
    "/static/, /static/",
    "/static, /static/",
    "/, /",
    "/a/b.c/, /a/b.c/",
    "https://cdn.example.org/s/, /s/",
    "https://cdn.example.org, /",
    "//cdn.example.org/s/, /s/"
  })
  void ofSettingWhenPlainIsThePathOnTheSite(String setting, String path) {
    assertThat(UrlPath.ofSetting(setting)).contains(new UrlPath(path));
  }

  @Test
  void ofSettingWhenEmptyIsNothing() {
    assertThat(UrlPath.ofSetting("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a b/", "/a;/", "/$x/", "/../", "/a/./b/", "/a//b/", "/é/", "/a\n/", "/{/"})
  void ofSettingWhenNotPlainRefusesIt(String setting) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> UrlPath.ofSetting(setting))
        .withMessageContaining("is no plain path of a URL");
  }

  @Test
  void patternWhenDotIsInItMatchesOnlyADot() {
    assertThat("/axb/").doesNotMatch(new UrlPath("/a.b/").pattern());
    assertThat("/a.b/").matches(new UrlPath("/a.b/").pattern());
  }
}
