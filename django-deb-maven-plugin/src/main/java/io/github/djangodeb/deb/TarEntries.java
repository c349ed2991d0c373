package io.github.djangodeb.deb;

import java.time.Instant;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarArchiveEntry;
import org.vafer.jdeb.shaded.commons.compress.archivers.tar.TarConstants;

/** Makes tar headers that say nothing of the machine they are made on. */
final class TarEntries {
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int SYMBOLIC_LINK = 0120000;

  private final long seconds;

  /**
   * @param timestamp of every entry, in whole seconds
   */
  TarEntries(Instant timestamp) {
    this.seconds = Math.max(0, timestamp.getEpochSecond());
  }

  TarArchiveEntry directory(String name, int mode) {
    return entry(name, TarConstants.LF_DIR, DIRECTORY | mode);
  }

  TarArchiveEntry file(String name, int mode, long size) {
    TarArchiveEntry entry = entry(name, TarConstants.LF_NORMAL, REGULAR | mode);
    entry.setSize(size);
    return entry;
  }

  TarArchiveEntry link(String name, String target) {
    TarArchiveEntry entry = entry(name, TarConstants.LF_SYMLINK, SYMBOLIC_LINK | 0777);
    entry.setLinkName(target);
    return entry;
  }

  /** What stands before an entry whose name or target has more bytes than a header holds. */
  TarArchiveEntry longName(byte kind, long size) {
    TarArchiveEntry entry = entry("././@LongLink", kind, 0);
    entry.setSize(size);
    return entry;
  }

  /** The constructor sets the name of the user who builds, so all owners are set here. */
  private TarArchiveEntry entry(String name, byte kind, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name, kind);
    entry.setIds(0, 0);
    entry.setNames("root", "root");
    entry.setMode(mode);
    entry.setModTime(seconds * 1000);
    return entry;
  }
}
