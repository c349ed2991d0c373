package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Name;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeliveryTest {
  private static final String OLD_SRC = "shop-src-000000000000_1.3_all.deb";
  private static final String NEW_SRC = "shop-src-111111111111_1.4_all.deb";
  private static final String OLD_SITE = "shop-site_1.3_all.deb";
  private static final String NEW_SITE = "shop-site_1.4_all.deb";
  private static final String SRC = "-src-[0-9a-f]{12}";
  private static final String SITE = "-site";

  @TempDir Path folder;
  private Path target;
  private Delivery delivery;

  @BeforeEach
  void buildOnce() throws IOException, BuildFailure {
    target = folder.resolve("target");
    delivery = new Delivery(target, new Name("shop"), Optional.empty());
    delivery.deliverPart(made(OLD_SRC, "shop-src-000000000000_1.3_all.buildinfo"), SRC, SITE);
    delivery.deliverSites(made(OLD_SITE, "shop-site_1.3_all.buildinfo"), SITE);
  }

  private List<Artifact> made(String... names) throws IOException {
    for (String name : names) {
      Files.writeString(folder.resolve(name), name);
    }
    return Stream.of(names).map(name -> new Artifact(folder.resolve(name), name)).toList();
  }

  private List<String> packages() throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> file.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void deliverPartWhenTheSourceIsAnotherLeavesNoSiteOfTheOneBefore() throws Exception {
    Files.writeString(target.resolve("shop-sites_1_all.deb"), "another's");
    delivery.deliverPart(made(NEW_SRC), SRC, SITE);
    assertThat(packages()).containsExactly("shop-sites_1_all.deb", NEW_SRC);
    assertThat(EarlierSites.folder(target).resolve(OLD_SITE)).hasContent(OLD_SITE);
    delivery.deliverSites(made(NEW_SITE), SITE);
    assertThat(packages()).containsExactly(NEW_SITE, "shop-sites_1_all.deb", NEW_SRC);
    assertThat(EarlierSites.folder(target)).doesNotExist();
  }

  @Test
  void deliverPartWhenItIsTheSameLeavesTheSitesWhereTheyAre() throws Exception {
    List<String> before = packages();
    Object inode = Files.getAttribute(target.resolve(OLD_SITE), "unix:ino");
    delivery.deliverPart(made(OLD_SRC), SRC, SITE);
    assertThat(packages()).contains(OLD_SITE).isSubsetOf(before);
    assertThat(Files.getAttribute(target.resolve(OLD_SITE), "unix:ino")).isEqualTo(inode);
  }

  @Test
  void deliverPartWhenOnlyTheArchitectureIsAnotherLeavesTheSitesWhereTheyAre() throws Exception {
    String env = "-env-[0-9a-f]{12}";
    delivery.deliverPart(made("shop-env-000000000000_1_amd64.deb"), env, SITE);
    delivery.deliverPart(made("shop-env-000000000000_1_arm64.deb"), env, SITE);
    assertThat(packages()).contains(OLD_SITE, "shop-env-000000000000_1_arm64.deb");
  }
}
