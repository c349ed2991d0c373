package io.github.djangodeb.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import java.util.EnumSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SiteSpecTest {
  private final SiteSpecs site = new SiteSpecs();

  @Test
  void newWhenStaticAndMediaShareAPathRefusesThem() {
    site.mediaUrl = site.staticUrl;
    assertThatIllegalArgumentException()
        .isThrownBy(site::spec)
        .withMessage(
            "STATIC_URL and MEDIA_URL are both \"/static/\", so nobody could tell an upload from a"
                + " static file: change one of them");
  }

  @ParameterizedTest
  @ValueSource(strings = {"wsgi", "a;b.c", "a.b:c", "a..b", "a.b\n"})
  void newWhenWsgiIsNoDottedNameRefusesIt(String wsgi) {
    site.wsgi = wsgi;
    assertThatIllegalArgumentException()
        .isThrownBy(site::spec)
        .withMessageStartingWith("WSGI_APPLICATION \"" + wsgi + "\" names no object in a module");
  }

  @ParameterizedTest
  @ValueSource(strings = {"asgi", "a;b.c", "a.b:c", "$(id).b", "a.b\n"})
  void newWhenAsgiIsNoDottedNameRefusesIt(String asgi) {
    site.asgi = asgi;
    assertThatIllegalArgumentException()
        .isThrownBy(site::spec)
        .withMessageStartingWith("ASGI_APPLICATION \"" + asgi + "\" names no object in a module");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"root", "postgres", "www-data", "nginx", "python3", "system", "sound", "default"})
  void checkWhenNameIsDebiansOwnRefusesIt(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReservedNames.check(new SiteNames(new Name(name), Optional.empty())))
        .withMessageContaining("choose another <name>, such as \"my-" + name + "\"");
  }

  /** A site's folder in /run, such as that of the variant "cache", is not another's cache's. */
  @ParameterizedTest
  @ValueSource(strings = {"cache", "rediscache", "big-queue"})
  void checkWhenNameIsThatOfAnothersServiceRefusesIt(String variant) {
    SiteNames names = new SiteNames(new Name("shop"), Optional.of(new Name(variant)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReservedNames.check(names))
        .withMessageStartingWith("\"shop-" + variant + "\" is what the ")
        .withMessageContaining(" of another site may be called: let no <name> or <variant> end in");
  }

  @Test
  void servedMediaWhenProjectNamesNoneIsMedia() {
    site.mediaUrl = Optional.empty();
    assertThat(site.spec().servedMedia()).contains(new UrlPath("/media/"));
  }

  @Test
  void servedMediaWhenPartIsLeftOutOrAnotherHostServesItIsNothing() {
    site.mediaUrl = UrlPath.ofSetting("https://uploads.example.org/");
    assertThat(site.spec().servedMedia()).isEmpty();
    site.mediaUrl = Optional.of(new UrlPath("/media/"));
    site.settings = EnumSet.noneOf(SettingsPart.class);
    assertThat(site.spec().servedMedia()).isEmpty();
  }

  @Test
  void ofNameWhenUnknownListsWhatThereIs() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MigratePolicy.ofName("always"))
        .withMessage("\"always\" is no policy for migrations: use one of off, check, auto");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DatabaseMode.ofName("mysql"))
        .withMessage(
            "\"mysql\" is no kind of database: use one of postgresql, sqlite, external, off");
    assertThat(SettingsPart.ofName("allowedHosts")).isEqualTo(SettingsPart.ALLOWED_HOSTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "health", "//evil.example/", "/a b", "/a\nb", "/\"", "/{", "/é", "/$x"})
  void newHealthPathWhenNoPathRefusesIt(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HealthPath(path))
        .withMessageStartingWith("\"" + path + "\" is no path of a page");
  }
}
