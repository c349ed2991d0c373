package io.github.djangodeb.chroot;

import io.github.djangodeb.name.Suite;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what an engine tells. */
final class RecordedChrootEvents implements ChrootEvents {
  final List<String> told = new CopyOnWriteArrayList<>();

  @Override
  public void makingBase(Suite suite) {
    told.add("making base " + suite);
  }

  @Override
  public void madeBase(Suite suite, Duration took) {
    told.add("made base " + suite);
  }

  @Override
  public void reusedBase(Suite suite, Duration age) {
    told.add("reused base " + suite);
  }

  @Override
  public void keptOldBase(Suite suite, Duration age, String why) {
    told.add("kept old base " + suite + ", " + age.toDays() + " days: " + why);
  }

  @Override
  public void makingLayer(Collection<String> packages) {
    told.add("making layer " + packages);
  }

  @Override
  public void madeLayer(Collection<String> packages, Duration took) {
    told.add("made layer " + packages);
  }

  @Override
  public void reusedLayer(Collection<String> packages) {
    told.add("reused layer " + packages);
  }

  @Override
  public void progress(String line) {
    told.add("> " + line);
  }

  @Override
  public void passedOver(String engine, String obstacle) {
    told.add("passed over " + engine + ": " + obstacle);
  }

  @Override
  public void chosen(String engine, List<String> passedOver) {
    told.add("chosen " + engine + " after " + passedOver);
  }

  @Override
  public void setUp(String what) {
    told.add(what);
  }

  @Override
  public void mending(String what) {
    told.add("mending: " + what);
  }
}
