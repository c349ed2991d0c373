package io.github.djangodeb.git;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Sees that no symbolic link leads out of an exported tree: not at once, and not by way of another
 * link.
 */
final class LinkCheck {
  /** As many as Linux follows. */
  private static final int MAX_HOPS = 40;

  private final Path root;
  private final SortedSet<String> refused = new TreeSet<>();

  LinkCheck(Path root) {
    this.root = root;
  }

  void check() throws BuildFailure {
    try {
      Files.walkFileTree(root, new Visitor());
    } catch (IOException unreadable) {
      throw Faults.unwritable(root.toString(), unreadable);
    }
    if (!refused.isEmpty()) {
      throw BuildFailure.ofUser(
          "symbolic links lead out of the packaged folder:\n - "
              + String.join("\n - ", refused)
              + "\nlet them name files within it by relative paths, mark them export-ignore in"
              + " .gitattributes, or package a folder further up with <sourceDirectory>");
    }
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isSymbolicLink() && leadsOut(file)) {
        refused.add(root.relativize(file) + " -> " + Files.readSymbolicLink(file));
      }
      return FileVisitResult.CONTINUE;
    }
  }

  /** Follows the link part by part, as the kernel does; what is missing leads nowhere. */
  private boolean leadsOut(Path link) throws IOException {
    Deque<Path> ahead = new ArrayDeque<>();
    Path at = link.getParent();
    Path target = Files.readSymbolicLink(link);
    for (int hops = 0; hops < MAX_HOPS; hops++) {
      if (target.isAbsolute()) {
        return true;
      }
      push(target, ahead);
      target = null;
      while (!ahead.isEmpty() && target == null) {
        Path next = at.resolve(ahead.pop());
        if (next.endsWith("..")) {
          if (at.equals(root)) {
            return true;
          }
          at = at.getParent();
        } else if (Files.isSymbolicLink(next)) {
          target = Files.readSymbolicLink(next);
        } else if (!next.endsWith(".")) {
          at = next;
        }
      }
      if (target == null) {
        return false;
      }
    }
    return false; // A circle leads nowhere.
  }

  private static void push(Path target, Deque<Path> ahead) {
    for (int at = target.getNameCount() - 1; at >= 0; at--) {
      ahead.push(target.getName(at));
    }
  }
}
