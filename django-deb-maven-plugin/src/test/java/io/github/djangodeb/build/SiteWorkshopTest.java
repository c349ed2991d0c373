package io.github.djangodeb.build;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.github.djangodeb.chroot.ChrootSpec;
import io.github.djangodeb.chroot.FakeEngine;
import io.github.djangodeb.chroot.SessionCommand;
import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.Architecture;
import io.github.djangodeb.name.Name;
import io.github.djangodeb.name.SiteNames;
import io.github.djangodeb.name.Suite;
import io.github.djangodeb.name.TargetPath;
import io.github.djangodeb.process.Outcome;
import io.github.djangodeb.requirements.RequirementsFile;
import io.github.djangodeb.site.ServerInterface;
import io.github.djangodeb.site.UploadSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteWorkshopTest {
  private static final DjangoProject SHOP = new DjangoProject("", "shop.settings");
  private static final DjangoProject LIVE = new DjangoProject("", "shop.live");

  @TempDir Path work;
  private final List<String> asked = new ArrayList<>();

  /** Stands for a chroot in which every project can be used. */
  private final class UsableEngine extends FakeEngine {
    @Override
    public Outcome run(SessionCommand command, Path log, Consumer<String> lines) {
      List<String> words = command.arguments();
      asked.add(words.get(7) + " as " + words.get(words.size() - 1));
      try {
        Files.writeString(log.resolveSibling("facts.json"), new Gson().toJson(new Facts().facts()));
      } catch (IOException refused) {
        throw new UncheckedIOException(refused);
      }
      return new Outcome(0, List.of(), log);
    }
  }

  private static SiteRequest site(String variant, Optional<ServerInterface> server) {
    SiteOptions usual = SiteOptions.DEFAULT;
    return new SiteRequest(
        names(variant),
        new SiteOptions(
            usual.settings(),
            new WebOptions(
                List.of(), Optional.empty(), TlsOptions.DEFAULT, UploadSize.DEFAULT, server),
            usual.services(),
            usual.celery(),
            usual.limits(),
            usual.keepReleases(),
            usual.migrate(),
            usual.provided(),
            usual.additions()));
  }

  private static SiteNames names(String variant) {
    return new SiteNames(new Name("shop"), Optional.of(new Name(variant)));
  }

  @Test
  void collectedWhenSitesHaveSettingsOfTheirOwnIsAskedOnlyHowTheseAreServed() throws BuildFailure {
    Map<DjangoProject, List<String>> servers =
        SiteBuilder.Parts.servers(
            List.of(
                site("berlin", Optional.empty()),
                site("paris", Optional.of(ServerInterface.ASGI)),
                site("rome", Optional.of(ServerInterface.WSGI))),
            Map.of(names("berlin"), SHOP, names("paris"), LIVE, names("rome"), SHOP));
    ChrootSpec chroot =
        new ChrootSpec(
            Suite.TRIXIE,
            new Architecture("amd64"),
            List.of(),
            new TreeSet<>(),
            Duration.ofDays(7),
            false);
    SiteWorkshop.Place place =
        new SiteWorkshop.Place(
            chroot,
            List.of(),
            new TargetPath("/usr/lib/shop-env/0"),
            new TargetPath("/usr/lib/shop-src/0"),
            work,
            new RequirementsFile("requirements.txt", false),
            servers);
    try (SiteWorkshop workshop =
        new SiteWorkshop(() -> new UsableEngine(), place, new SiteListener())) {
      workshop.collected(SHOP);
      workshop.collected(LIVE);
    }
    assertThat(asked).containsExactly("shop.settings as auto,wsgi", "shop.live as asgi");
  }
}
