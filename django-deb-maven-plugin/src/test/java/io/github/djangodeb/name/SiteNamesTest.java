package io.github.djangodeb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiteNamesTest {
  private static final ContentHash HASH = new ContentHash("0123456789ab");

  private final SiteNames plain = new SiteNames(new Name("shop"), Optional.empty());
  private final SiteNames berlin = new SiteNames(new Name("shop"), Optional.of(new Name("berlin")));

  @Test
  void namesWithoutVariantLeaveItOutAndSayDefaultInPaths() {
    assertThat(plain.unit()).isEqualTo("shop");
    assertThat(plain.sitePackage()).isEqualTo("shop-site");
    assertThat(plain.siteDirectory()).hasToString("/usr/lib/shop-site/default");
    assertThat(plain.configurationDirectory()).hasToString("/etc/shop-site/default");
    assertThat(plain.stateDirectory()).hasToString("/var/lib/shop-site/default");
    assertThat(plain.logDirectory()).hasToString("/var/log/shop-site/default");
    assertThat(plain.linksDirectory()).hasToString("/src/shop-site/default");
  }

  @Test
  void namesWithVariantHaveItInEachName() {
    assertThat(berlin.unit()).isEqualTo("shop-berlin");
    assertThat(berlin.sitePackage()).isEqualTo("shop-site-berlin");
    assertThat(berlin.siteDirectory()).hasToString("/usr/lib/shop-site/berlin");
  }

  @Test
  void namesOfEnvAndSrcHaveTheHashAndNoVariant() {
    assertThat(berlin.envPackage(HASH)).isEqualTo("shop-env-0123456789ab");
    assertThat(berlin.srcPackage(HASH)).isEqualTo("shop-src-0123456789ab");
    assertThat(berlin.envDirectory(HASH)).hasToString("/usr/lib/shop-env/0123456789ab");
    assertThat(berlin.envShareDirectory(HASH)).hasToString("/usr/share/shop-env/0123456789ab");
    assertThat(berlin.srcDirectory(HASH)).hasToString("/usr/lib/shop-src/0123456789ab");
  }

  @Test
  void newWhenTheUserNameWouldBeTooLongRefuses() {
    Optional<Name> variant = Optional.of(new Name("b".repeat(16)));
    assertThat(new SiteNames(new Name("a".repeat(14)), variant).unit()).hasSize(31);
    assertThatThrownBy(() -> new SiteNames(new Name("a".repeat(15)), variant))
        .hasMessage(
            "\"aaaaaaaaaaaaaaa-bbbbbbbbbbbbbbbb\" is 32 characters long, and a Linux user's name"
                + " has at most 31: shorten <name> or <variant>");
  }

  @Test
  void newWhenTheVariantIsDefaultRefuses() {
    assertThatThrownBy(() -> new SiteNames(new Name("shop"), Optional.of(new Name("default"))))
        .hasMessage("\"default\" stands for a site without a variant: leave <variant> out");
  }
}
