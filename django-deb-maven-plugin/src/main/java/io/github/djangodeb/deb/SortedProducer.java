package io.github.djangodeb.deb;

import io.github.djangodeb.name.TargetPath;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.vafer.jdeb.DataConsumer;
import org.vafer.jdeb.DataProducer;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveEntry;

/**
 * Hands a package's contents to jdeb in one order: the root, then directories and files by their
 * paths, then symbolic links by theirs.
 *
 * <p>Links come last, as {@code dpkg-deb} has it, so that they never stand before what they name.
 */
final class SortedProducer implements DataProducer {
  private final Contents contents;
  private final TarEntries entries;

  SortedProducer(Contents contents, TarEntries entries) {
    this.contents = contents;
    this.entries = entries;
  }

  @Override
  public void produce(DataConsumer consumer) throws IOException {
    consumer.onEachDir(entries.directory("./", 0755));
    for (Map.Entry<TargetPath, Node> node : contents.nodes().entrySet()) {
      produceFileOrFolder("./" + node.getKey().relativeToRoot(), node.getValue(), consumer);
    }
    for (Map.Entry<TargetPath, Node> node : contents.nodes().entrySet()) {
      if (node.getValue() instanceof Node.Link link) {
        consumer.onEachLink(entries.link("./" + node.getKey().relativeToRoot(), link.target()));
      }
    }
  }

  private void produceFileOrFolder(String name, Node node, DataConsumer consumer)
      throws IOException {
    if (node instanceof Node.Folder folder) {
      consumer.onEachDir(entries.directory(name + "/", folder.mode()));
    } else if (node instanceof Node.File file) {
      TarArchiveEntry entry = entries.file(name, file.mode(), file.size());
      try (InputStream bytes = file.source().open()) {
        consumer.onEachFile(bytes, entry);
      }
    }
  }
}
