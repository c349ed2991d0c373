package io.github.djangodeb.deb;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The control archive of a package: its control file, scripts, conffiles and checksums. */
final class ControlArchive {
  private record Member(String text, int mode) {}

  private final SortedMap<String, Member> members = new TreeMap<>();

  /**
   * @param md5sums of the files, by their names in the data archive
   */
  ControlArchive(DebPackage deb, Contents contents, SortedMap<String, String> md5sums) {
    String control = ControlText.of(deb.control(), contents.installedKibibytes());
    members.put("control", new Member(control, 0644));
    addUnlessEmpty("conffiles", conffiles(deb));
    addUnlessEmpty("md5sums", md5sums(deb, md5sums));
    for (MaintainerScript script : deb.scripts()) {
      int mode = script.kind() == MaintainerScript.Kind.TRIGGERS ? 0644 : 0755;
      String name = script.kind().name().toLowerCase(Locale.ROOT);
      members.put(name, new Member(script.text(), mode));
    }
  }

  private void addUnlessEmpty(String name, String text) {
    if (!text.isEmpty()) {
      members.put(name, new Member(text, 0644));
    }
  }

  private static String conffiles(DebPackage deb) {
    StringBuilder lines = new StringBuilder();
    deb.conffiles().forEach(conffile -> lines.append(conffile).append('\n'));
    return lines.toString();
  }

  /** Without the conffiles, which are the administrator's to change. */
  private static String md5sums(DebPackage deb, SortedMap<String, String> md5sums) {
    StringBuilder lines = new StringBuilder();
    md5sums.forEach(
        (name, sum) -> {
          String path = name.substring("./".length());
          if (deb.conffiles().stream().noneMatch(file -> file.relativeToRoot().equals(path))) {
            lines.append(sum).append("  ").append(path).append('\n');
          }
        });
    return lines.toString();
  }

  /** The archive, compressed. */
  byte[] bytes(Compression compression, TarEntries entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarConsumer tar = new TarConsumer(Compressor.over(bytes, compression), entries)) {
      tar.onEachDir(entries.directory("./", 0755));
      for (Map.Entry<String, Member> member : members.entrySet()) {
        byte[] text = member.getValue().text().getBytes(StandardCharsets.UTF_8);
        tar.onEachFile(
            new ByteArrayInputStream(text),
            entries.file("./" + member.getKey(), member.getValue().mode(), text.length));
      }
    }
    return bytes.toByteArray();
  }
}
