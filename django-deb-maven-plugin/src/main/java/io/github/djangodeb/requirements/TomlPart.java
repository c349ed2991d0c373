package io.github.djangodeb.requirements;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A table of a TOML file, which knows where it stands.
 *
 * <p>What is not of the type that it should be is told as a fault of its line. Keys are single
 * keys: a dot in one is part of it.
 */
final class TomlPart {
  /** No lock of a real project comes near it; a file that does is something else. */
  private static final long LARGEST = 32L << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final String DAMAGED = ": let the tool that wrote the file write it anew";

  private final String file;
  private final int line;
  private final TomlTable table;

  private TomlPart(String file, int line, TomlTable table) {
    this.file = file;
    this.line = line;
    this.table = table;
  }

  /**
   * Reads a file.
   *
   * @param shown how messages name it
   * @throws RefusedLine if it is no TOML; its message is whole
   */
  static TomlPart read(Path file, String shown) throws IOException, RefusedLine {
    return read(file, shown, "correct it");
  }

  /**
   * Reads a lock, which nobody corrects by hand: a merge or a copy that broke off damaged it.
   *
   * @param shown how messages name it
   * @param anew what has it written, after "write it anew"
   * @throws RefusedLine if it is empty or no TOML; its message is whole
   */
  static TomlPart readLock(Path file, String shown, String anew) throws IOException, RefusedLine {
    String remedy = lockRemedy(anew);
    TomlPart lock = read(file, shown, remedy);
    if (lock.keys().isEmpty()) {
      throw new RefusedLine(shown + " is empty: " + remedy);
    }
    return lock;
  }

  /** What to do about a lock that is not whole. */
  static String lockRemedy(String anew) {
    return "take it from git as it was, or write it anew " + anew + ", and commit it";
  }

  private static TomlPart read(Path file, String shown, String remedy)
      throws IOException, RefusedLine {
    if (Files.size(file) > LARGEST) {
      throw new RefusedLine(shown + " is larger than 32 MB, as no such file is: " + remedy);
    }
    TomlParseResult parsed = parse(file, shown);
    if (parsed.hasErrors()) {
      int line = parsed.errors().get(0).position().line();
      throw new RefusedLine(
          shown
              + ":"
              + line
              + ": this is no TOML ("
              + parsed.errors().get(0).getMessage()
              + "): "
              + remedy);
    }
    return new TomlPart(shown, 1, parsed);
  }

  /** A file that is another program's to read; nothing if this one cannot. */
  static Optional<TomlPart> known(Path file) throws IOException {
    try {
      return Optional.of(read(file, file.getFileName().toString()));
    } catch (RefusedLine odd) {
      // Of a newer TOML than is known here, for example: it may be right all the same.
      return Optional.empty();
    }
  }

  private static TomlParseResult parse(Path file, String shown) throws IOException, RefusedLine {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    try {
      return Toml.parse(text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (StackOverflowError nested) {
      // The parser goes as deep as the brackets do.
      throw new RefusedLine(shown + " has brackets within brackets, too deep to be read");
    }
  }

  /** A fault of this table: where it is, what it is about, and what is wrong. */
  String fault(String about, String reason) {
    return file + ":" + line + ": \"" + Credentials.mask(about) + "\" " + reason;
  }

  private RefusedLine notA(String type, String key) {
    return new RefusedLine("has a \"" + key + "\" that is no " + type + DAMAGED);
  }

  Set<String> keys() {
    return new TreeSet<>(table.keySet());
  }

  boolean has(String key) {
    return table.contains(List.of(key));
  }

  boolean isText(String key) {
    return table.isString(List.of(key));
  }

  boolean isTable(String key) {
    return table.isTable(List.of(key));
  }

  Optional<String> text(String key) throws RefusedLine {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!isText(key)) {
      throw notA("text", key);
    }
    return Optional.of(table.getString(List.of(key)));
  }

  /**
   * @throws RefusedLine if it is not there
   */
  String neededText(String key) throws RefusedLine {
    return text(key).orElseThrow(() -> new RefusedLine("has no \"" + key + "\"" + DAMAGED));
  }

  boolean flag(String key) throws RefusedLine {
    if (!has(key)) {
      return false;
    }
    if (!table.isBoolean(List.of(key))) {
      throw notA("truth value", key);
    }
    return table.getBoolean(List.of(key));
  }

  /** A number or text, as text. */
  Optional<String> scalar(String key) throws RefusedLine {
    return table.isLong(List.of(key))
        ? Optional.of(table.getLong(List.of(key)).toString())
        : text(key);
  }

  Optional<TomlPart> part(String key) throws RefusedLine {
    if (!has(key)) {
      return Optional.empty();
    }
    if (!isTable(key)) {
      throw notA("table", key);
    }
    return Optional.of(
        new TomlPart(
            file, line(table.inputPositionOf(List.of(key))), table.getTable(List.of(key))));
  }

  /** A value as Python writes it in JSON. */
  String json(String key) throws PythonJson.Unwritable {
    return PythonJson.of(table.get(List.of(key)));
  }

  /** The table below several keys; nothing where one of them is not there. */
  Optional<TomlPart> below(String... keys) throws RefusedLine {
    Optional<TomlPart> found = Optional.of(this);
    for (String key : keys) {
      if (found.isPresent()) {
        found = found.get().part(key);
      }
    }
    return found;
  }

  /** The tables of a list; none where it is not there. */
  List<TomlPart> parts(String key) throws RefusedLine {
    TomlArray array = array(key);
    List<TomlPart> parts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof TomlTable inner)) {
        throw notA("list of tables", key);
      }
      parts.add(new TomlPart(file, line(array.inputPositionOf(i)), inner));
    }
    return parts;
  }

  /** The texts of a list; none where it is not there. */
  List<String> texts(String key) throws RefusedLine {
    TomlArray array = array(key);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (!(array.get(i) instanceof String text)) {
        throw notA("list of texts", key);
      }
      texts.add(text);
    }
    return texts;
  }

  private TomlArray array(String key) throws RefusedLine {
    if (has(key) && !table.isArray(List.of(key))) {
      throw notA("list", key);
    }
    return table.getArrayOrEmpty(List.of(key));
  }

  /** The texts of a list of texts and tables, and its tables. */
  record Mixed(List<String> texts, List<TomlPart> parts) {}

  Mixed mixed(String key) throws RefusedLine {
    TomlArray array = array(key);
    List<String> texts = new ArrayList<>();
    List<TomlPart> parts = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof String text) {
        texts.add(text);
      } else if (array.get(i) instanceof TomlTable inner) {
        parts.add(new TomlPart(file, line(array.inputPositionOf(i)), inner));
      } else {
        throw notA("list of texts and tables", key);
      }
    }
    return new Mixed(texts, parts);
  }

  private int line(TomlPosition position) {
    return position == null ? line : position.line();
  }
}
