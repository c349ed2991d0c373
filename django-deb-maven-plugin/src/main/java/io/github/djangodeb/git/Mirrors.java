package io.github.djangodeb.git;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.login.Login;
import io.github.djangodeb.login.Logins;
import io.github.djangodeb.name.ContentHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.FetchResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.TagOpt;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;

/** Bare clones of other repositories, kept in the cache and brought up to date when asked. */
final class Mirrors {
  /** How long a server may be silent. */
  private static final Duration SILENCE = Duration.ofSeconds(60);

  private static final List<RefSpec> ALL =
      List.of(new RefSpec("+refs/heads/*:refs/heads/*"), new RefSpec("+refs/tags/*:refs/tags/*"));

  private final Path folder;
  private final MirrorLock lock;
  private final Logins logins;
  private final GitEvents events;

  /** A mirror that was just fetched, and the commit that its origin's HEAD names. */
  record Fetched(Repository repository, Optional<ObjectId> head) {}

  Mirrors(Path folder, MirrorLock lock, Logins logins, GitEvents events) {
    this.folder = folder;
    this.lock = lock;
    this.logins = logins;
    this.events = events;
  }

  /** The mirror, brought up to date unless it has the commit. */
  Repository withCommit(RepositoryUrl url, ObjectId commit) throws BuildFailure {
    Repository mirror = open(url);
    if (new Revisions(mirror, url.toString()).findWhole(commit).isPresent()) {
      return mirror;
    }
    mirror.close();
    return fetch(url, Optional.of(commit)).repository();
  }

  /**
   * The mirror, brought up to date.
   *
   * @param wanted a commit to ask for by name if no branch or tag leads to it
   * @throws BuildFailure if the origin cannot be reached
   */
  Fetched fetch(RepositoryUrl url, Optional<ObjectId> wanted) throws BuildFailure {
    MirrorLock.Held held = lock.take(key(url), "the repository " + url);
    try {
      Fetched fetched = fetchInto(open(url), url, wanted);
      if (isSound(fetched, url)) {
        return fetched;
      }
      fetched.repository().close();
      return fetchInto(anew(url), url, wanted);
    } finally {
      held.close();
    }
  }

  private Fetched fetchInto(Repository mirror, RepositoryUrl url, Optional<ObjectId> wanted)
      throws BuildFailure {
    events.fetching(url.toString(), isEmpty(mirror));
    long start = System.nanoTime();
    Fetched fetched = fetch(url, mirror, wanted);
    events.fetched(url.toString(), Duration.ofNanos(System.nanoTime() - start));
    return fetched;
  }

  /** Fetching trusts the names that a clone has, and does not notice that its objects are gone. */
  private static boolean isSound(Fetched fetched, RepositoryUrl url) {
    try {
      return fetched.head().isEmpty()
          || new Revisions(fetched.repository(), url.toString())
              .findWhole(fetched.head().get())
              .isPresent();
    } catch (BuildFailure unreadable) {
      return false;
    }
  }

  private Repository anew(RepositoryUrl url) throws BuildFailure {
    try {
      FileTrees.delete(place(url));
      return open(url);
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
      FetchResult result = command(url, mirror).setRefSpecs(ALL).setRemoveDeletedRefs(true).call();
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
      return new Fetched(mirror, Optional.ofNullable(head).map(Ref::getObjectId));
    } catch (GitAPIException | JGitInternalException unreachable) {
      mirror.close();
      throw unreachable(url, unreachable);
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
            .setProgressMonitor(new Progress(events));
    login(url)
        .ifPresent(
            one ->
                command.setCredentialsProvider(
                    new UsernamePasswordCredentialsProvider(one.user(), one.password())));
    return command;
  }

  /** The login in the address, or the one that settings.xml has for its host. */
  private Optional<Login> login(RepositoryUrl url) throws BuildFailure {
    boolean web = String.valueOf(url.uri().getScheme()).startsWith("http");
    return url.login().isPresent() || !web
        ? url.login()
        : logins.ofHost(url.host().get(), url.uri().getPort());
  }

  private Repository open(RepositoryUrl url) throws BuildFailure {
    Path place = place(url);
    try {
      Repository mirror = new FileRepositoryBuilder().setGitDir(place.toFile()).setBare().build();
      if (!Files.exists(place.resolve("HEAD"))) {
        Files.createDirectories(place);
        mirror.create(true);
        mirror.getConfig().setString("remote", "origin", "url", url.toString());
        // A collection in the background would write on while a damaged clone is deleted.
        mirror.getConfig().setInt("gc", null, "auto", 0);
        mirror.getConfig().setBoolean("gc", null, "autoDetach", false);
        mirror.getConfig().save();
      }
      return mirror;
    } catch (IOException unwritable) {
      throw Faults.unwritable(place.toString(), unwritable);
    }
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
