package io.github.djangodeb.apt;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it is told. */
final class RecordedAptEvents implements AptEvents {
  final List<String> told = new ArrayList<>();

  @Override
  public void added(String fileName) {
    told.add("added " + fileName);
  }

  @Override
  public void present(String fileName) {
    told.add("present " + fileName);
  }

  @Override
  public void keptPublished(String fileName) {
    told.add("kept " + fileName);
  }

  @Override
  public void dropped(String fileName) {
    told.add("dropped " + fileName);
  }

  @Override
  public void readingPool(Path pool) {
    told.add("reading pool");
  }

  @Override
  public void named(String origin) {
    told.add("named " + origin);
  }

  @Override
  public void renamed(String before, String now) {
    told.add("renamed " + before + " to " + now);
  }

  @Override
  public void written(Path suiteFolder, int packages) {
    told.add("written " + packages);
  }
}
