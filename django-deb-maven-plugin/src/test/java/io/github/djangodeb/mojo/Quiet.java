package io.github.djangodeb.mojo;

import io.github.djangodeb.env.EnvEvents;
import java.nio.file.Path;
import java.time.Duration;

/** A listener that wants to know nothing but what a test makes it hear. */
abstract class Quiet implements EnvEvents {
  @Override
  public void note(String sentence) {}

  @Override
  public void reused(Path deb) {}

  @Override
  public void taken(Path deb) {}

  @Override
  public void building(String packageName) {}

  @Override
  public void begins(String step) {}

  @Override
  public void ended(String step, Duration took) {}

  @Override
  public void built(Path deb, Duration took) {}
}
