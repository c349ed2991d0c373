package io.github.djangodeb.mojo;

import io.github.djangodeb.apt.Gpg;
import io.github.djangodeb.build.Build;
import io.github.djangodeb.build.BuildRequest;
import io.github.djangodeb.build.RecordSigner;
import io.github.djangodeb.cache.CacheDirectory;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Netrc;
import io.github.djangodeb.process.LocalProcessLauncher;
import java.io.File;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The builds of one Maven run: goals that ask for the same share one, and what it made. */
final class Builds {
  private static final String KEY = Build.class.getName();
  private static final String LOGINS = Netrc.class.getName();
  private static final Gpg.Use RECORDS =
      new Gpg.Use("the records of builds (.buildinfo)", "leave that out, and they are not signed");

  private Builds() {}

  /**
   * All that makes one build another: what it is asked for, and what it keeps, takes and signs
   * with.
   */
  private record Asked(
      BuildRequest request,
      CacheDirectory cache,
      boolean shareEnv,
      Optional<String> keyname,
      Optional<File> homedir,
      String gpgExecutable,
      String passphraseServerId,
      String passphraseEnvName) {
    static Asked of(DjangoDebMojo goal, BuildRequest request) {
      return new Asked(
          request,
          Builds.cache(goal),
          goal.shareEnv,
          Parameters.given(goal.keyname),
          Optional.ofNullable(goal.homedir),
          goal.gpgExecutable,
          goal.passphraseServerId,
          goal.passphraseEnvName);
    }
  }

  /** What goals share. */
  private record Shared(Asked asked, Build build) {}

  /**
   * The build that a goal's parameters describe.
   *
   * @throws BuildFailure the user's, with every fault of the parameters
   */
  static Build of(DjangoDebMojo goal) throws BuildFailure {
    BuildRequest request = new Requests(goal).request();
    Asked asked = Asked.of(goal, request);
    Map<Object, Object> shared = shared(goal);
    if (shared.get(KEY) instanceof Shared earlier && earlier.asked().equals(asked)) {
      return earlier.build();
    }
    warnOfUnused(goal);
    warnOf(request.pip().logins().netrc(), goal);
    new SiteClaims(goal.session.getRequest().getData()).claim(request.sites());
    Build build =
        new Build(
            request,
            asked.cache(),
            new MavenBuildLog(goal.getLog()).events(),
            goal.shareEnv ? new RepositoryEnvs(goal) : SharedEnvs.none(),
            signer(goal),
            goal.session.getStartTime().toInstant());
    shared.put(KEY, new Shared(asked, build));
    return build;
  }

  /**
   * The same, for a plan: no goal makes anything of it. The key that would sign is looked for.
   *
   * @throws BuildFailure the user's, with every fault of the parameters
   */
  static Build planned(DjangoDebMojo goal) throws BuildFailure {
    BuildRequest request = new Requests(goal).request();
    warnOfUnused(goal);
    warnOf(request.pip().logins().netrc(), goal);
    return new Build(
        request,
        cache(goal),
        new MavenBuildLog(goal.getLog()).events(),
        goal.shareEnv ? new RepositoryEnvs(goal) : SharedEnvs.none(),
        signer(goal),
        goal.session.getStartTime().toInstant());
  }

  private static void warnOfUnused(DjangoDebMojo goal) {
    UnknownParameters.ofPluginOf(goal.execution)
        .unused(goal.project, goal.execution, goal.session)
        .forEach(goal.getLog()::warn);
  }

  /** Once for all projects of this Maven run: the file is the user's. */
  static void warnOf(Netrc file, DjangoDebMojo goal) {
    file.warning()
        .filter(sentence -> isNews(goal.session.getRequest().getData(), sentence))
        .ifPresent(goal.getLog()::warn);
  }

  /** Whether nobody has said it in this Maven run. */
  static boolean isNews(Map<String, Object> run, String sentence) {
    // Projects may be built side by side; the map is also that of SiteClaims.
    synchronized (run) {
      return run.putIfAbsent(LOGINS, sentence) == null;
    }
  }

  /** Who signs the records, if a key is named; looked for before minutes of work. */
  private static Optional<RecordSigner> signer(DjangoDebMojo goal) throws BuildFailure {
    if (Parameters.given(goal.keyname).isEmpty()) {
      return Optional.empty();
    }
    Gpg gpg = new Gpg(goal.gpgKey(), RECORDS, new LocalProcessLauncher(), goal.logs());
    return Optional.of(gpg::clearSigned);
  }

  /** What Maven keeps for all goals of this plugin in one project. */
  @SuppressWarnings("unchecked")
  private static Map<Object, Object> shared(DjangoDebMojo goal) {
    return (Map<Object, Object>) goal.getPluginContext();
  }

  /** What builds keep. */
  private static CacheDirectory cache(DjangoDebMojo goal) {
    return goal.cacheDirectory == null
        ? CacheDirectory.ofUser(System.getenv(), Path.of(System.getProperty("user.home")))
        : new CacheDirectory(goal.cacheDirectory.toPath());
  }
}
