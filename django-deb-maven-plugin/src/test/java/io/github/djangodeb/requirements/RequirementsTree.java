package io.github.djangodeb.requirements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A source tree with a project in it, whose requirements are looked for.
 *
 * @param root of the tree
 * @param project where manage.py would lie
 */
record RequirementsTree(Path root, Path project) {
  static final String A = "sha256:" + "a".repeat(64);
  static final String B = "sha256:" + "b".repeat(64);
  static final String COMMIT = "0123456789".repeat(4);

  static RequirementsTree in(Path folder) throws IOException {
    Path root = Files.createDirectory(folder.resolve("tree"));
    return new RequirementsTree(root, Files.createDirectory(root.resolve("backend")));
  }

  void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace("HASH_A", A).replace("HASH_B", B));
  }

  Requirements find(RequirementsChoice choice) throws BuildFailure {
    return RequirementsFinder.find(root, project, choice);
  }

  Requirements find() throws BuildFailure {
    return find(RequirementsChoice.DEFAULT);
  }

  Requirements find(String extras, String groups) throws BuildFailure {
    return find(
        new RequirementsChoice(
            Optional.empty(), Selection.of(names(extras), names(groups)), UnpinnedPolicy.WARN));
  }

  Requirements named(String file) throws BuildFailure {
    return find(new RequirementsChoice(Optional.of(file), Selection.NONE, UnpinnedPolicy.WARN));
  }

  static List<ProjectName> names(String text) {
    return Arrays.stream(text.split(",")).filter(s -> !s.isEmpty()).map(ProjectName::new).toList();
  }

  void refused(String message) {
    refused("", "", message);
  }

  void refused(String extras, String groups, String message) {
    assertThatThrownBy(() -> find(extras, groups))
        .isInstanceOfSatisfying(BuildFailure.class, one -> assertThat(one.isUsers()).isTrue())
        .hasMessage(message);
  }
}
