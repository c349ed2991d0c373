package io.github.djangodeb.git;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.network.CertificateFault;
import io.github.djangodeb.network.WebAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.TrackingRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** Bare clones of other repositories, kept in the cache and brought up to date when asked. */
final class Mirrors {
  /** How long a server may be silent. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final List<RefSpec> ALL =
      List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

  private static final String HEAD_THERE = "refs/django-deb/head";

  private static final Set<RefUpdate.Result> REFUSED =
      EnumSet.of(
          RefUpdate.Result.LOCK_FAILURE,
          RefUpdate.Result.IO_FAILURE,
          RefUpdate.Result.REJECTED,
          RefUpdate.Result.REJECTED_MISSING_OBJECT,
          RefUpdate.Result.REJECTED_OTHER_REASON);

  private final Path folder;
  private final MirrorLock lock;
  private final Logins logins;
  private final WebAccess access;
  private final GitEvents events;

  /** A mirror that was just fetched, and the commit that its origin's HEAD names. */
  record Fetched(Repository repository, Optional<ObjectId> head) {}

  Mirrors(Path folder, MirrorLock lock, Logins logins, WebAccess access, GitEvents events) {
    this.access = access;
    this.folder = folder;
    this.lock = lock;
    this.logins = logins;
    this.events = events;
  }

  /** The mirror, brought up to date unless it has the commit. */
  Repository withCommit(RepositoryUrl url, ObjectId commit, boolean offline) throws BuildFailure {
    MirrorLock.Held held = lock.take(key(url), "the repository " + url);
    try {
      Repository mirror = open(url);
      if (Soundness.has(mirror, commit)) {
        return mirror;
      }
      mirror.close();
      return update(url, Optional.of(commit), offline).repository();
    } finally {
      held.close();
    }
  }

  /**
   * The mirror, brought up to date.
   *
   * @param offline whether it is taken as it is
   * @throws BuildFailure if the origin cannot be reached
   */
  Fetched fetch(RepositoryUrl url, boolean offline) throws BuildFailure {
    MirrorLock.Held held = lock.take(key(url), "the repository " + url);
    try {
      return update(url, Optional.empty(), offline);
    } finally {
      held.close();
    }
  }

  /** Deletes a mirror whose files are not what was fetched. */
  void forget(RepositoryUrl url, String why) throws BuildFailure {
    MirrorLock.Held held = lock.take(key(url), "the repository " + url);
    try {
      delete(url, why);
    } finally {
      held.close();
    }
  }

  /** What is wrong with the files of a mirror, if something is. */
  Optional<String> damage(RepositoryUrl url) throws BuildFailure {
    MirrorLock.Held held = lock.take(key(url), "the repository " + url);
    try (Repository mirror = open(url)) {
      return Soundness.damage(mirror);
    } finally {
      held.close();
    }
  }

  private Fetched update(RepositoryUrl url, Optional<ObjectId> wanted, boolean offline)
      throws BuildFailure {
    if (offline) {
      return asItIs(url);
    }
    try {
      Fetched fetched = fetchInto(open(url), url, wanted);
      Optional<String> damage = Soundness.damage(fetched.repository());
      // Fetching trusts the names that a clone has, and does not notice that its objects are gone.
      if (damage.isEmpty()) {
        return fetched;
      }
      fetched.repository().close();
      delete(url, damage.get());
    } catch (BuildFailure failed) {
      Optional<String> damage = damageNow(url);
      if (damage.isEmpty()) {
        throw failed;
      }
      delete(url, damage.get());
    }
    return fetchInto(open(url), url, wanted);
  }

  private Optional<String> damageNow(RepositoryUrl url) throws BuildFailure {
    try (Repository mirror = open(url)) {
      return Soundness.damage(mirror);
    }
  }

  private Fetched asItIs(RepositoryUrl url) throws BuildFailure {
    Repository mirror = open(url);
    if (isEmpty(mirror)) {
      mirror.close();
      if (!url.uri().isRemote() && !url.isHere()) {
        throw BuildFailure.ofUser(
            "there is no repository " + url + " on this machine: see that the address is right");
      }
      throw BuildFailure.ofMachine(
          "Maven is offline, and the repository "
              + url
              + " was never fetched: build once without -o");
    }
    events.offline(url.toString());
    try {
      Ref head = mirror.exactRef(HEAD_THERE);
      return new Fetched(mirror, Optional.ofNullable(head).map(Ref::getObjectId));
    } catch (IOException unreadable) {
      throw Faults.unreadable(mirror, unreadable);
    }
  }

  /** What whoever finds a mirror damaged and may not fetch it reports. */
  static BuildFailure damagedOffline(RepositoryUrl url, String damage) {
    return BuildFailure.ofMachine(
        "the clone of "
            + url
            + " in the cache is damaged ("
            + damage
            + "), and Maven is offline: build once without -o");
  }

  private Fetched fetchInto(Repository mirror, RepositoryUrl url, Optional<ObjectId> wanted)
      throws BuildFailure {
    events.fetching(url.toString(), isEmpty(mirror));
    long start = System.nanoTime();
    Fetched fetched = fetch(url, mirror, wanted);
    events.fetched(url.toString(), Duration.ofNanos(System.nanoTime() - start));
    return fetched;
  }

  private void delete(RepositoryUrl url, String why) throws BuildFailure {
    events.damaged(url.toString(), why);
    try {
      FileTrees.delete(place(url));
    } catch (IOException undeletable) {
      throw Faults.unwritable(place(url).toString(), undeletable);
    }
  }

  private Path place(RepositoryUrl url) {
    return folder.resolve(key(url) + ".git");
  }

  private Fetched fetch(RepositoryUrl url, Repository mirror, Optional<ObjectId> wanted)
      throws BuildFailure {
    try {
      MirrorRest.delete(mirror);
      FetchResult result = command(url, mirror).setRefSpecs(ALL).setRemoveDeletedRefs(true).call();
      requireUpdated(result);
      if (wanted.isPresent()
          && url.uri().isRemote()
          && new Revisions(mirror, url.toString()).findWhole(wanted.get()).isEmpty()) {
        fetchAlone(url, mirror, wanted.get().name());
      }
      Ref head = result.getAdvertisedRef("HEAD");
      if (head != null
          && new Revisions(mirror, url.toString()).findWhole(head.getObjectId()).isEmpty()) {
        // No branch leads to it: a checkout of one commit, as CI servers make it.
        fetchAlone(url, mirror, "HEAD");
      }
      remember(mirror, head);
      return new Fetched(mirror, Optional.ofNullable(head).map(Ref::getObjectId));
    } catch (GitAPIException | JGitInternalException unreachable) {
      mirror.close();
      throw unreachable(url, unreachable);
    } catch (IOException refused) {
      mirror.close();
      throw Faults.unwritable(place(url).toString(), refused);
    }
  }

  /** JGit says of each name that it could not write it, but does not fail. */
  private static void requireUpdated(FetchResult result) throws IOException {
    for (TrackingRefUpdate update : result.getTrackingRefUpdates()) {
      if (REFUSED.contains(update.getResult())) {
        throw new IOException(update.getLocalName() + ": " + update.getResult());
      }
    }
  }

  /** The commit that HEAD names there, for a build that may not ask. */
  private static void remember(Repository mirror, Ref head) throws IOException {
    if (head != null) {
      RefUpdate update = mirror.updateRef(HEAD_THERE);
      update.setNewObjectId(head.getObjectId());
      update.forceUpdate();
    }
  }

  /** Some servers hand out a commit that no branch leads to, such as a proposed change. */
  private void fetchAlone(RepositoryUrl url, Repository mirror, String name) throws BuildFailure {
    try {
      command(url, mirror).setRefSpecs(new RefSpec("+" + name + ":refs/django-deb/" + name)).call();
    } catch (GitAPIException | JGitInternalException refused) {
      // The caller finds that the commit is still missing, and says so.
    }
  }

  private FetchCommand command(RepositoryUrl url, Repository mirror) throws BuildFailure {
    FetchCommand command =
        new Git(mirror)
            .fetch()
            .setRemote(url.uri().toPrivateString())
            .setTagOpt(TagOpt.NO_TAGS)
            .setTimeout((int) SILENCE.toSeconds())
            .setTransportConfigCallback(new PacedTransport(SILENCE, access))
            .setProgressMonitor(new Progress(events));
    login(url)
        .ifPresent(
            one ->
                command.setCredentialsProvider(
                    new UsernamePasswordCredentialsProvider(one.user(), one.password())));
    return command;
  }

  /** The login in the address, or the one that the user keeps for its host. */
  private Optional<Login> login(RepositoryUrl url) throws BuildFailure {
    if (!String.valueOf(url.uri().getScheme()).startsWith("http")) {
      return Optional.empty();
    }
    String host = url.host().get();
    int port = url.uri().getPort();
    return url.login().isPresent()
        ? Optional.of(logins.completed(url.login().get(), host, port))
        : logins.ofHost(host, port);
  }

  private Repository open(RepositoryUrl url) throws BuildFailure {
    Path place = place(url);
    try {
      return open(url, place);
    } catch (IOException damaged) {
      if (!Files.exists(place.resolve("HEAD"))) {
        throw Faults.unwritable(place.toString(), damaged);
      }
      delete(url, Faults.reason(damaged));
    }
    try {
      return open(url, place);
    } catch (IOException unwritable) {
      throw Faults.unwritable(place.toString(), unwritable);
    }
  }

  private static Repository open(RepositoryUrl url, Path place) throws IOException {
    Repository mirror = new FileRepositoryBuilder().setGitDir(place.toFile()).setBare().build();
    if (Files.notExists(place.resolve("HEAD")) || !isWhole(place)) {
      // A build that was killed while it made it.
      FileTrees.delete(place);
      Files.createDirectories(place);
      mirror.create(true);
      mirror.getConfig().setString("remote", "origin", "url", url.toString());
      // A collection in the background would write on while a damaged clone is deleted.
      mirror.getConfig().setInt("gc", null, "auto", 0);
      mirror.getConfig().setBoolean("gc", null, "autoDetach", false);
      mirror.getConfig().save();
    }
    return mirror;
  }

  /** What is written last when a mirror is made. */
  private static boolean isWhole(Path place) throws IOException {
    return Files.exists(place.resolve("config"))
        && Files.readString(place.resolve("config")).contains("autoDetach");
  }

  private static boolean isEmpty(Repository mirror) {
    try {
      return mirror.getRefDatabase().getRefs().isEmpty();
    } catch (IOException unreadable) {
      return true; // Fetching tells what is wrong.
    }
  }

  private static String key(RepositoryUrl url) {
    return ContentHash.sha256(url.toString().getBytes(StandardCharsets.UTF_8)).substring(0, 32);
  }

  private static BuildFailure unreachable(RepositoryUrl url, Exception cause) {
    Optional<String> certificate = CertificateFault.of(cause);
    if (certificate.isPresent()) {
      // Without its cause, whose words Maven would add to these.
      return BuildFailure.ofMachine(
          "cannot fetch the repository " + url + ": " + certificate.get());
    }
    return BuildFailure.ofMachine(
        "cannot fetch the repository "
            + url
            + ": "
            + innermost(cause)
            + ": see that the address is right, that this machine reaches it, and that it may read"
            + " there",
        cause);
  }

  static String innermost(Exception cause) {
    Throwable at = cause;
    while (at.getCause() != null && at.getCause().getMessage() != null) {
      at = at.getCause();
    }
    return String.valueOf(at.getMessage()).strip();
  }
}
