package io.github.djangodeb.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** A repository made by git itself. */
public record SampleRepository(Path folder) {
  public static SampleRepository in(Path folder) throws Exception {
    SampleRepository repository = new SampleRepository(Files.createDirectories(folder));
    repository.git("init", "--quiet", "--initial-branch=main");
    return repository;
  }

  public SampleRepository write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  public String commit(String message) throws Exception {
    git("add", "--all");
    git("commit", "--quiet", "--allow-empty", "--message", message);
    return head();
  }

  String head() throws Exception {
    return git("rev-parse", "HEAD").strip();
  }

  public String git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git", "-C", folder.toString()));
    // As git does in a test of its own: a submodule from a folder is refused otherwise.
    command.addAll(List.of("-c", "protocol.file.allow=always"));
    command.addAll(Arrays.asList(arguments));
    return run(command.toArray(String[]::new));
  }

  static String run(String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    environment.put("LC_ALL", "C.UTF-8");
    for (String who : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + who + "_NAME", "Ad\u00e9 Lovelace");
      environment.put("GIT_" + who + "_EMAIL", "ade@example.org");
      environment.put("GIT_" + who + "_DATE", "2026-11-23T12:15:00+0200");
    }
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + "\n" + output).isZero();
    return output;
  }

  /** What {@code git archive} writes of a commit. */
  void archive(String commit, Path target, String... paths) throws Exception {
    Files.createDirectories(target);
    Path tar = target.resolveSibling(target.getFileName() + ".tar");
    List<String> arguments = new ArrayList<>(List.of("archive", "-o", tar.toString(), commit));
    arguments.addAll(Arrays.asList(paths));
    git(arguments.toArray(String[]::new));
    run("tar", "-C", target.toString(), "-xf", tar.toString());
  }

  /** Every file below a folder, with its kind and content in Latin 1. */
  static SortedMap<String, String> listing(Path folder) throws IOException {
    SortedMap<String, String> listing = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            listing.put(folder.relativize(file).toString(), describe(file, attributes));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
            listing.put(folder.relativize(path) + "/", "folder");
            return FileVisitResult.CONTINUE;
          }
        });
    return Collections.unmodifiableSortedMap(listing);
  }

  private static String describe(Path file, BasicFileAttributes attributes) throws IOException {
    if (attributes.isSymbolicLink()) {
      return "-> " + Files.readSymbolicLink(file);
    }
    return (Files.isExecutable(file) ? "program " : "file ")
        + Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
