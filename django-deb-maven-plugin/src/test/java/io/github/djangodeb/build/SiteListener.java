package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import io.github.djangodeb.name.SiteNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Keeps the sentences that a build tells of its sites. */
final class SiteListener implements BuildEvents.SiteEvents {
  final List<String> chosen = new ArrayList<>();
  final List<String> doubtful = new ArrayList<>();
  final List<String> failed = new ArrayList<>();

  @Override
  public void found(String commit, boolean committed, String folder, String settings) {}

  @Override
  public void building(SiteNames names) {}

  @Override
  public void collected(String django, ProjectFacts.StaticFiles staticFiles, Duration took) {}

  @Override
  public void chosen(SiteNames names, String sentence) {
    chosen.add(sentence);
  }

  @Override
  public void doubtful(SiteNames names, String sentence) {
    doubtful.add(sentence);
  }

  @Override
  public void applicationFailed(String kind, String application, String why) {
    failed.add(kind + " " + application + " " + why);
  }

  @Override
  public void built(Path deb, Duration took) {}

  @Override
  public void reused(Path deb) {}

  @Override
  public void placed(List<Path> debs) {}

  @Override
  public void ended() {}
}
