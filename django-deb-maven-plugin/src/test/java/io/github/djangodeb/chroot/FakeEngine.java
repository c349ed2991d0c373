package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import java.util.List;
import java.util.Optional;

/** Stands for an engine that works, and for its sessions; what they run is the test's. */
public abstract class FakeEngine implements ChrootEngine, Session {
  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Optional<String> obstacle(ChrootSpec spec) {
    return Optional.empty();
  }

  @Override
  public Chroot prepare(ChrootSpec spec) throws BuildFailure {
    return new Chroot(List.of());
  }

  @Override
  public Session open(Chroot chroot) throws BuildFailure {
    return this;
  }

  @Override
  public void close() {}
}
