package io.github.djangodeb.mojo;

import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import java.nio.file.Path;
import java.util.Map;

/** The builds of one Maven run: goals that ask for the same share one, and what it made. */
final class Builds {
  private static final String KEY = Build.class.getName();

  private Builds() {}

  /**
   * The build that a goal's parameters describe.
   *
   * @throws BuildFailure the user's, with every fault of the parameters
   */
  static Build of(DjangoDebMojo goal) throws BuildFailure {
    BuildRequest request = new Requests(goal).request();
    Map<Object, Object> shared = shared(goal);
    if (shared.get(KEY) instanceof Build earlier && earlier.request().equals(request)) {
      return earlier;
    }
    new SiteClaims(goal.session.getRequest().getData()).claim(request.sites());
    Build build =
        new Build(
            request,
            cache(goal),
            new MavenBuildLog(goal.getLog()).events(),
            goal.shareEnv ? new RepositoryEnvs(goal) : SharedEnvs.none(),
            goal.session.getStartTime().toInstant());
    shared.put(KEY, build);
    return build;
  }

  /**
   * The same, for a plan: what it has to write goes below {@code target/}.
   *
   * @throws BuildFailure the user's, with every fault of the parameters
   */
  static Build planned(DjangoDebMojo goal) throws BuildFailure {
    BuildRequest request = new Requests(goal).request();
    return new Build(
        request,
        new CacheDirectory(request.packaging().target().resolve("django-deb/plan")),
        new MavenBuildLog(goal.getLog()).events(),
        goal.shareEnv ? new RepositoryEnvs(goal) : SharedEnvs.none(),
        goal.session.getStartTime().toInstant());
  }

  /** What Maven keeps for all goals of this plugin in one project. */
  @SuppressWarnings("unchecked")
  private static Map<Object, Object> shared(DjangoDebMojo goal) {
    return (Map<Object, Object>) goal.getPluginContext();
  }

  /** What builds keep. */
  static CacheDirectory cache(DjangoDebMojo goal) {
    return goal.cacheDirectory == null
        ? CacheDirectory.ofUser(System.getenv(), Path.of(System.getProperty("user.home")))
        : new CacheDirectory(goal.cacheDirectory.toPath());
  }
}
