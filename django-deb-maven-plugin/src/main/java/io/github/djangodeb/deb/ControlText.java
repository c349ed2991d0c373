package io.github.djangodeb.deb;

import java.util.List;

/** Renders a binary package's control file (Policy 5.3). */
final class ControlText {
  /** What a terminal shows of a line. */
  private static final int WIDTH = 79;

  private final StringBuilder text = new StringBuilder();

  private ControlText() {}

  static String of(ControlFields fields, long installedKibibytes) {
    ControlText control = new ControlText();
    control.field("Package", fields.name());
    control.field("Version", fields.version().text());
    control.field("Architecture", fields.architecture().text());
    control.field("Maintainer", fields.maintainer());
    control.field("Installed-Size", Long.toString(installedKibibytes));
    control.field("Depends", String.join(", ", fields.depends()));
    control.field("Recommends", String.join(", ", fields.recommends()));
    control.field("Section", fields.section());
    control.field("Priority", "optional");
    control.field("Homepage", fields.homepage());
    control.field("Description", fields.synopsis());
    control.paragraphs(fields.description());
    return control.text.toString();
  }

  private void field(String name, String value) {
    if (!value.isEmpty()) {
      text.append(name).append(": ").append(value).append('\n');
    }
  }

  /** Policy 5.6.13: each line begins with a blank, and {@code .} stands for an empty one. */
  private void paragraphs(List<String> paragraphs) {
    String separator = "";
    for (String paragraph : paragraphs) {
      if (!paragraph.isBlank()) {
        text.append(separator);
        wrap(paragraph);
        separator = " .\n";
      }
    }
  }

  private void wrap(String paragraph) {
    int column = 0;
    for (String word : paragraph.strip().split("\\s+")) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        text.append('\n');
        column = 0;
      }
      text.append(' ').append(word);
      column += 1 + word.length();
    }
    text.append('\n');
  }
}
