package io.github.djangodeb.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    ProjectNames shop = berlin.project();
    assertThat(shop).isEqualTo(plain.project());
    assertThat(shop.envPackage(HASH)).isEqualTo("shop-env-0123456789ab");
    assertThat(shop.srcPackage(HASH)).isEqualTo("shop-src-0123456789ab");
    assertThat(shop.envDirectory(HASH)).hasToString("/usr/lib/shop-env/0123456789ab");
    assertThat(shop.envShareDirectory(HASH)).hasToString("/usr/share/shop-env/0123456789ab");
    assertThat(shop.srcDirectory(HASH)).hasToString("/usr/lib/shop-src/0123456789ab");
  }

  /** A hyphen would put the slice into that of the site "shop". */
  @Test
  void sliceWhenTheNameHasHyphensHasNone() {
    assertThat(plain.slice()).isEqualTo("shop");
    assertThat(berlin.slice()).isEqualTo("shop_berlin");
    assertThat(new SiteNames(new Name("my-shop"), Optional.of(new Name("b-c"))).slice())
        .isEqualTo("my_shop_b_c");
  }

  /** Of "a" and "b-site-c", and of "a-site-b" and "c", the package would be the same. */
  @ParameterizedTest
  @ValueSource(strings = {"site", "site-a", "a-site", "b-site-c"})
  void newWhenTheVariantHasTheWordSiteRefuses(String variant) {
    assertThatThrownBy(() -> new SiteNames(new Name("shop"), Optional.of(new Name(variant))))
        .hasMessage(
            "\""
                + variant
                + "\" is no name of a variant, as \"site\" stands between the project's name and"
                + " the variant's in the package's: choose another <variant>");
    assertThat(new SiteNames(new Name("my-site"), Optional.of(new Name("sites"))).sitePackage())
        .isEqualTo("my-site-site-sites");
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
