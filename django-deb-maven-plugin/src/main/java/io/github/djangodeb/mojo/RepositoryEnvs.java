package io.github.djangodeb.mojo;

import io.github.djangodeb.cache.FileTrees;
import io.github.djangodeb.env.EnvBuilt;
import io.github.djangodeb.env.SharedEnv;
import io.github.djangodeb.env.SharedEnvs;
import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.requirements.Credentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.plugin.logging.Log;
import org.eclipse.aether.DefaultRepositorySystemSession;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.Artifact;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.deployment.DeployRequest;
import org.eclipse.aether.deployment.DeploymentException;
import org.eclipse.aether.repository.LocalArtifactRequest;
import org.eclipse.aether.repository.LocalRepository;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.repository.RepositoryPolicy;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ResolutionErrorPolicy;
import org.eclipse.aether.resolution.ResolutionErrorPolicyRequest;
import org.eclipse.aether.transfer.ArtifactNotFoundException;
import org.eclipse.aether.transfer.ArtifactTransferException;

/**
 * Virtualenvs in Maven repositories: the local one, that which releases are deployed to, and those
 * of the company that the project reads from.
 *
 * <p>Each is an artifact of its own: the project's groupId, the package's name, whose hash stands
 * for the content, the architecture as classifier, and the revision as version. Its description is
 * attached as {@code amd64-facts}.
 */
final class RepositoryEnvs implements SharedEnvs {
  private static final String DESCRIPTION = "-facts";

  private final RepositorySystem system;
  private final RepositorySystemSession session;
  private final Optional<RemoteRepository> repository;
  private final List<RemoteRepository> asked;
  private final String groupId;
  private final Path target;
  private final Log log;

  RepositoryEnvs(DjangoDebMojo goal) {
    this.system = goal.repositorySystem;
    this.session = asking(goal.session.getRepositorySession());
    this.repository =
        new ReleaseRepository(goal.project, goal.session)
            .find()
            // With the login and the proxy of settings.xml.
            .map(found -> system.newDeploymentRepository(session, found));
    this.asked =
        Stream.concat(repository.stream(), new ReadRepositories(goal.project).find().stream())
            .toList();
    this.groupId = goal.project.getGroupId();
    this.target = Path.of(goal.project.getBuild().getDirectory()).resolve("django-deb");
    this.log = goal.getLog();
  }

  /** Like Maven's, but that it asks again for what was missing before, and refuses damage. */
  private static DefaultRepositorySystemSession asking(RepositorySystemSession own) {
    DefaultRepositorySystemSession session = new DefaultRepositorySystemSession(own);
    session.setUpdatePolicy(RepositoryPolicy.UPDATE_POLICY_ALWAYS);
    session.setChecksumPolicy(RepositoryPolicy.CHECKSUM_POLICY_FAIL);
    session.setResolutionErrorPolicy(new ForgetfulPolicy());
    return session;
  }

  private Artifact artifact(Key env, String classifier, String extension) {
    return new DefaultArtifact(
        groupId, env.packageName(), classifier, extension, Integer.toString(env.revision()));
  }

  private Artifact deb(Key env) {
    return artifact(env, env.architecture().text(), "deb");
  }

  private Artifact description(Key env) {
    return artifact(env, env.architecture() + DESCRIPTION, "json");
  }

  @Override
  public Optional<Found> find(Key wanted) {
    Optional<Path> description = resolve(session, description(wanted), asked);
    if (description.isEmpty()) {
      return Optional.empty();
    }
    return resolve(session, deb(wanted), asked).map(file -> new Found(file, description.get()));
  }

  @Override
  public Sighting look(Key wanted) throws BuildFailure {
    LocalArtifactRequest request = new LocalArtifactRequest(deb(wanted), asked, null);
    if (session.getLocalRepositoryManager().find(session, request).isAvailable()) {
      return Sighting.LOCAL_REPOSITORY;
    }
    boolean others = !asked.isEmpty() && !session.isOffline();
    return others && isThere(wanted, asked) ? Sighting.REPOSITORY : Sighting.NOWHERE;
  }

  private Optional<Path> resolve(
      RepositorySystemSession how, Artifact artifact, List<RemoteRepository> where) {
    try {
      ArtifactRequest request = new ArtifactRequest(artifact, where, null);
      return Optional.of(system.resolveArtifact(how, request).getArtifact().getFile().toPath());
    } catch (ArtifactResolutionException missing) {
      if (!how.isOffline()) {
        missing.getResult().getExceptions().stream()
            .filter(why -> !(why instanceof ArtifactNotFoundException))
            .forEach(why -> tellUnreachable(artifact.getArtifactId(), why));
      }
      return Optional.empty();
    }
  }

  /** The address may have a login, here and in what the exception says. */
  void tellUnreachable(String packageName, Exception why) {
    String who =
        why instanceof ArtifactTransferException remote && remote.getRepository() != null
            ? Credentials.mask(remote.getRepository().getUrl())
            : "the local repository";
    log.warn(
        "virtualenv: "
            + who
            + " cannot be asked for "
            + packageName
            + ": "
            + Credentials.mask(String.valueOf(why.getMessage())));
  }

  /**
   * Puts a virtualenv into the repository, unless it is there. Where that cannot be done others
   * build it themselves, which is told.
   */
  void offer(EnvBuilt env, Key key) throws BuildFailure {
    if (repository.isEmpty()) {
      log.info("virtualenv: not shared, as there is no <repository> in <distributionManagement>");
      return;
    }
    if (session.isOffline()) {
      log.info("virtualenv: not shared, as Maven is offline");
      return;
    }
    List<RemoteRepository> there = repository.stream().toList();
    if (isThere(key, there)) {
      log.info("virtualenv: " + url() + " has " + key.packageName());
      return;
    }
    Path description = target.resolve(key.packageName() + ".json");
    SharedEnv.describe(env, description);
    try {
      system.deploy(
          session,
          new DeployRequest()
              .setRepository(repository.get())
              .addArtifact(deb(key).setFile(env.deb().toFile()))
              .addArtifact(description(key).setFile(description.toFile())));
      log.info("virtualenv: put " + key.packageName() + " into " + url());
    } catch (DeploymentException refused) {
      // Another build may have been faster.
      if (!isThere(key, there)) {
        log.warn("virtualenv: not shared: " + Credentials.mask(refused.getMessage()));
      }
    }
  }

  /** The address as people may read it. */
  String url() {
    return repository.map(RemoteRepository::getUrl).map(Credentials::mask).orElseThrow();
  }

  /** Whether a repository has it now, whatever was had from there before. */
  private boolean isThere(Key key, List<RemoteRepository> where) throws BuildFailure {
    Path empty = target.resolve(".asked");
    DefaultRepositorySystemSession fresh = new DefaultRepositorySystemSession(session);
    fresh.setLocalRepositoryManager(
        system.newLocalRepositoryManager(fresh, new LocalRepository(empty.toFile())));
    try {
      FileTrees.delete(empty);
      Files.createDirectories(empty);
      boolean found = resolve(fresh, description(key), where).isPresent();
      FileTrees.delete(empty);
      return found;
    } catch (IOException refused) {
      throw BuildFailure.ofMachine(empty + " cannot be written: " + refused.getMessage(), refused);
    }
  }

  /** Remembers no failure: another machine may have built it a moment ago. */
  private static final class ForgetfulPolicy implements ResolutionErrorPolicy {
    @Override
    public int getArtifactPolicy(
        RepositorySystemSession session, ResolutionErrorPolicyRequest<Artifact> request) {
      return CACHE_DISABLED;
    }

    @Override
    public int getMetadataPolicy(
        RepositorySystemSession session,
        ResolutionErrorPolicyRequest<org.eclipse.aether.metadata.Metadata> request) {
      return CACHE_DISABLED;
    }
  }
}
