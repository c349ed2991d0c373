package io.github.djangodeb.requirements;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the lines of a requirements file as pip does: encoding, comments, continuation lines. */
final class LogicalLines {
  private static final Pattern LINE_END = Pattern.compile("\\R");
  private static final Pattern COMMENT = Pattern.compile("(?:^|\\s+)#.*$");
  private static final Pattern CODING =
      Pattern.compile("^[ \\t\\f]*#.*?coding[:=][ \\t]*([-\\w.]+)");
  private static final String MEND =
      ": save the file as UTF-8, or name its encoding in its first line,"
          + " such as \"# -*- coding: latin-1 -*-\"";

  private LogicalLines() {}

  /**
   * The lines that say something.
   *
   * @throws RefusedLine if the bytes are not text in the encoding that they claim; its message is
   *     whole, and begins with {@code file}
   */
  static List<LogicalLine> of(String file, byte[] bytes) throws RefusedLine {
    return withoutComments(joined(file, decode(file, bytes)));
  }

  private static String decode(String file, byte[] bytes) throws RefusedLine {
    if (startsWith(bytes, 0xEF, 0xBB, 0xBF)) {
      return decode(file, bytes, 3, StandardCharsets.UTF_8);
    }
    // What "pip freeze > requirements.txt" writes in PowerShell.
    if (startsWith(bytes, 0xFF, 0xFE)) {
      return decode(file, bytes, 2, StandardCharsets.UTF_16LE);
    }
    if (startsWith(bytes, 0xFE, 0xFF)) {
      return decode(file, bytes, 2, StandardCharsets.UTF_16BE);
    }
    return decode(file, bytes, 0, declaredCharset(file, bytes));
  }

  private static boolean startsWith(byte[] bytes, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (bytes.length <= i || (bytes[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static Charset declaredCharset(String file, byte[] bytes) throws RefusedLine {
    String ascii = new String(bytes, StandardCharsets.ISO_8859_1);
    for (String line : Arrays.asList(LINE_END.split(ascii, 3)).subList(0, lines(ascii))) {
      Matcher coding = CODING.matcher(line);
      if (coding.find()) {
        return charset(file, coding.group(1));
      }
    }
    return StandardCharsets.UTF_8;
  }

  private static int lines(String text) {
    return Math.min(2, LINE_END.split(text, 3).length);
  }

  private static Charset charset(String file, String name) throws RefusedLine {
    try {
      // Python writes "latin-1", Java "latin1".
      return Charset.forName(name.replace("latin-", "latin"));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
      throw new RefusedLine(file + ": names the unknown encoding \"" + name + "\"" + MEND);
    }
  }

  private static String decode(String file, byte[] bytes, int from, Charset charset)
      throws RefusedLine {
    CharsetDecoder decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
    CharBuffer out = CharBuffer.allocate(bytes.length - from + 1);
    CoderResult result = decoder.decode(in, out, true);
    out.flip();
    if (result.isError()) {
      int line = LINE_END.split(out, -1).length;
      String octet = "0x%02X".formatted(bytes[in.position()] & 0xFF);
      throw new RefusedLine(
          file + ":" + line + ": the byte " + octet + " is no " + charset.name() + MEND);
    }
    return out.toString();
  }

  private static List<LogicalLine> joined(String file, String text) {
    List<LogicalLine> lines = new ArrayList<>();
    StringBuilder whole = new StringBuilder();
    int first = 0;
    int number = 0;
    for (String line : LINE_END.split(text, -1)) {
      number++;
      first = whole.isEmpty() ? number : first;
      boolean comment = COMMENT.matcher(line).find();
      if (line.endsWith("\\") && !comment) {
        whole.append(line, 0, line.length() - 1);
      } else {
        // The blank keeps a comment line a comment when it ends a continued line.
        lines.add(new LogicalLine(file, first, whole + (comment ? " " : "") + line));
        whole.setLength(0);
      }
    }
    if (!whole.isEmpty()) {
      lines.add(new LogicalLine(file, first, whole.toString()));
    }
    return lines;
  }

  private static List<LogicalLine> withoutComments(List<LogicalLine> lines) {
    return lines.stream()
        .map(
            line ->
                new LogicalLine(
                    line.file(),
                    line.number(),
                    COMMENT.matcher(line.text()).replaceFirst("").strip()))
        .filter(line -> !line.text().isEmpty())
        .toList();
  }
}
