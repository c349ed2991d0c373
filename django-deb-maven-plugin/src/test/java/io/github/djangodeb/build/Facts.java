package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import java.util.Set;

/** Projects for tests: change what a test is about. */
final class Facts {
  String django = "4.2";
  String databaseEngine = "";
  String cacheBackend = "";
  String celeryApp = "";
  String celeryBroker = "";
  boolean celeryBeat;
  Set<String> fromEnvironment = Set.of();
  Set<String> distributions = Set.of();

  ProjectFacts facts() {
    return new ProjectFacts(
        django,
        "",
        "",
        "",
        "/static/",
        "",
        databaseEngine,
        cacheBackend,
        celeryApp,
        celeryBroker,
        celeryBeat,
        fromEnvironment,
        ProjectFacts.StaticFiles.OFF,
        distributions);
  }
}
