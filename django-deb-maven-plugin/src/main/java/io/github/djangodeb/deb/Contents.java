package io.github.djangodeb.deb;

import io.github.djangodeb.failure.BuildFailure;
import io.github.djangodeb.name.TargetPath;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** All paths of a package, each with what stands there, in the order of the paths. */
final class Contents {
  /** A mode's permissions; what would make a program run as another user is dropped. */
  private static final int PERMISSIONS = 0777;

  private final SortedMap<TargetPath, Node> nodes = new TreeMap<>();

  /** Every path, parents before what lies in them. */
  SortedMap<TargetPath, Node> nodes() {
    return Collections.unmodifiableSortedMap(nodes);
  }

  /** The file at {@code path}, if there is one. */
  Optional<Node.File> file(TargetPath path) {
    return nodes.get(path) instanceof Node.File file ? Optional.of(file) : Optional.empty();
  }

  /** Adds a directory whose mode was asked for. */
  void addFolder(TargetPath at, int mode) throws BuildFailure {
    add(at, new Node.Folder(mode & PERMISSIONS, true));
  }

  /** Adds a directory as it is usual: 0755, unless another entry asks for something else. */
  void addUsualFolder(TargetPath at) throws BuildFailure {
    add(at, Node.Folder.USUAL);
  }

  void addFile(TargetPath at, int mode, long size, Source source) throws BuildFailure {
    add(at, new Node.File(mode & PERMISSIONS, size, source));
  }

  void addLink(TargetPath at, String target) throws BuildFailure {
    if (target.isEmpty() || target.chars().anyMatch(Character::isISOControl)) {
      throw BuildFailure.ofUser(
          "cannot package the symbolic link "
              + quoted(at.text())
              + ": its target is "
              + quoted(target)
              + ": let it name a file");
    }
    add(at, new Node.Link(target));
  }

  private void add(TargetPath at, Node node) throws BuildFailure {
    refuseControlCharacters(at);
    Node before = nodes.get(at);
    nodes.put(at, before == null ? node : merge(at, before, node));
    addParents(at);
  }

  /** Neither md5sums nor dpkg's own lists can carry a line break in a name. */
  private static void refuseControlCharacters(TargetPath at) throws BuildFailure {
    if (at.text().chars().anyMatch(Character::isISOControl)) {
      throw BuildFailure.ofUser(
          "cannot package "
              + quoted(at.text())
              + ": dpkg takes no control characters in a file's"
              + " name: rename it");
    }
  }

  private static Node merge(TargetPath at, Node before, Node node) throws BuildFailure {
    if (before instanceof Node.Folder first && node instanceof Node.Folder second) {
      if (!first.chosen()) {
        return second;
      }
      if (!second.chosen() || first.mode() == second.mode()) {
        return first;
      }
    }
    throw BuildFailure.ofUser(
        "cannot package "
            + quoted(at.text())
            + " twice, as "
            + kind(before)
            + " and as "
            + kind(node)
            + ": leave one of them out");
  }

  private void addParents(TargetPath at) throws BuildFailure {
    int slash = at.text().lastIndexOf('/');
    if (slash <= 0) {
      return;
    }
    TargetPath parent = new TargetPath(at.text().substring(0, slash));
    Node there = nodes.putIfAbsent(parent, Node.Folder.USUAL);
    if (there == null) {
      addParents(parent);
    } else if (!(there instanceof Node.Folder)) {
      throw BuildFailure.ofUser(
          "cannot package "
              + quoted(at.text())
              + ": "
              + quoted(parent.text())
              + " is "
              + kind(there)
              + ", not a directory: leave one of them out");
    }
  }

  /** Sees that conffiles are there. */
  void requireFiles(Collection<TargetPath> conffiles) throws BuildFailure {
    for (TargetPath conffile : conffiles) {
      if (file(conffile).isEmpty()) {
        throw BuildFailure.ofUser(
            "the conffile "
                + quoted(conffile.text())
                + " is no regular file of the package: add"
                + " it to the contents, or leave it out of the conffiles");
      }
    }
  }

  /** As dpkg-gencontrol reckons: whole KiB for each file, and one for anything else. */
  long installedKibibytes() {
    long sum = 0;
    for (Map.Entry<TargetPath, Node> node : nodes.entrySet()) {
      sum += node.getValue() instanceof Node.File file ? (file.size() + 1023) / 1024 : 1;
    }
    return sum;
  }

  private static String kind(Node node) {
    if (node instanceof Node.Folder folder) {
      return "a directory of mode " + Integer.toOctalString(folder.mode());
    }
    return node instanceof Node.File ? "a file" : "a symbolic link";
  }

  /** A name for a message: control characters would let it forge lines of a log. */
  static String quoted(String name) {
    StringBuilder quoted = new StringBuilder("\"");
    name.chars()
        .forEach(
            character ->
                quoted.append(
                    Character.isISOControl(character)
                        ? String.format("\\x%02x", character)
                        : String.valueOf((char) character)));
    return quoted.append('"').toString();
  }
}
