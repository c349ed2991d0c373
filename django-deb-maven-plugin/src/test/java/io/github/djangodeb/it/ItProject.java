package io.github.djangodeb.it;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What the scripts of the projects in {@code src/it} do to the copy of their project. */
public final class ItProject {
  private final Path folder;

  /**
   * @param basedir the copy of the project that is built
   */
  public ItProject(File basedir) {
    this.folder = basedir.toPath();
  }

  /** Lays the small Django project beside this class under the project's own files. */
  public ItProject withTinyDjangoProject() throws IOException, URISyntaxException {
    Path tiny = Path.of(ItProject.class.getResource("tiny").toURI());
    Files.walkFileTree(
        tiny,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path copy = folder.resolve(tiny.relativize(file).toString());
            if (Files.notExists(copy)) {
              Files.createDirectories(copy.getParent());
              Files.copy(file, copy);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return this;
  }

  /** Makes the project a git repository, if it is none, and commits all that is in it. */
  public ItProject commit() throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve(".gitignore"), "/target/\n/cache*/\n/build.log\n/*.groovy\n/invoker.*\n");
    git("init", "--quiet", "--initial-branch=main");
    git("add", "--all");
    git("commit", "--quiet", "--message=Project");
    return this;
  }

  /** Runs git in the project, as somebody, at one fixed time. */
  public void git(String... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of("git", "-c", "user.name=Somebody", "-c", "user.email=somebody@example.org"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().put("GIT_AUTHOR_DATE", "2026-11-23T10:15:00Z");
    builder.environment().put("GIT_COMMITTER_DATE", "2026-11-23T10:15:00Z");
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + ":\n" + output);
    }
  }

  /**
   * A folder for {@code cacheDirectory} that knows of no package and no repository, over the user's
   * chroots, which take long to make: their locks are shared too.
   */
  public void emptyCache(String name) throws IOException {
    Path users = usersCache();
    Path cache = Files.createDirectories(folder.resolve(name));
    for (String part : List.of("chroots", "locks", "sessions", "pip")) {
      Path link = cache.resolve(part);
      if (!Files.isSymbolicLink(link)) {
        Files.createSymbolicLink(link, Files.createDirectories(users.resolve(part)));
      }
    }
  }

  private static Path usersCache() {
    String caches = System.getenv("XDG_CACHE_HOME");
    Path base =
        caches == null || !caches.startsWith("/")
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(caches);
    return base.resolve("django-deb");
  }

  /** Deletes a {@code cacheDirectory} with chroots in it, which a normal user cannot simply do. */
  public void deleteCache(String name) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (!System.getProperty("user.name").equals("root")) {
      command.addAll(List.of("unshare", "--map-auto", "--map-root-user"));
    }
    command.addAll(List.of("rm", "-rf", "--one-file-system", folder.resolve(name).toString()));
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command));
    }
  }

  /** The names of the files in {@code target/}, sorted. */
  public List<String> packages() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("target"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".deb"))
          .sorted()
          .toList();
    }
  }

  /** What Maven wrote, in all its runs. */
  public String log() throws IOException {
    return Files.readString(folder.resolve("build.log"));
  }

  /**
   * Fails unless Maven's output has this text.
   *
   * @return true, as a verify script wants to return
   */
  public boolean logContains(String text) throws IOException {
    if (!log().contains(text)) {
      throw new AssertionError("build.log lacks:\n" + text);
    }
    return true;
  }
}
