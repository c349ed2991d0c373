package io.github.djangodeb.mojo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.build.SiteOptions;
import io.github.djangodeb.build.SiteRequest;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SiteClaimsTest {
  private final Map<String, Object> run = new HashMap<>();

  @Test
  void claimWhenAnotherProjectsSiteHasTheSameUserRefuses() throws BuildFailure {
    claim("shop", "berlin");
    assertThatThrownBy(() -> claim("shop-berlin", null))
        .isInstanceOfSatisfying(
            BuildFailure.class, failure -> assertThat(failure.isUsers()).isTrue())
        .hasMessage(
            "The sites of the packages shop-site-berlin and shop-berlin-site would both have the"
                + " user, the database and the command \"shop-berlin\" on their host: choose another"
                + " <name> or <variant> for one of them.");
  }

  /** As in a project that packages one site for two releases of Debian. */
  @Test
  void claimWhenItIsTheSameSiteAgrees() throws BuildFailure {
    claim("shop", "berlin");
    assertThatCode(() -> claim("shop", "berlin")).doesNotThrowAnyException();
    assertThatCode(() -> claim("shop", null)).doesNotThrowAnyException();
  }

  private void claim(String name, String variant) throws BuildFailure {
    SiteNames names = new SiteNames(new Name(name), Optional.ofNullable(variant).map(Name::new));
    new SiteClaims(run).claim(List.of(new SiteRequest(names, SiteOptions.DEFAULT)));
  }
}
