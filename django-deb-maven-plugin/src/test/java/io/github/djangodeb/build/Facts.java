package io.github.djangodeb.build;

import io.github.djangodeb.django.ProjectFacts;
import java.util.Set;

/** Projects for tests: change what a test is about. */
final class Facts {
  String django = "4.2";
  String wsgiFault = "";
  String asgiApplication = "";
  String asgiFault = "";
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
        wsgiFault,
        asgiApplication,
        asgiFault,
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
