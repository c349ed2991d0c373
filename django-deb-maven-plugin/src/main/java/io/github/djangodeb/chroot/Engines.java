package io.github.djangodeb.chroot;

import io.github.djangodeb.failure.BuildFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The engines of this plugin, and the choice among them: the parameter {@code engine}. */
public final class Engines {
  /** Chooses the first engine that works. */
  public static final String AUTO = "auto";

  private final List<ChrootEngine> inOrder;
  private final ChrootEvents events;

  /**
   * @param inOrder the engines, the preferred ones first
   */
  public Engines(List<ChrootEngine> inOrder, ChrootEvents events) {
    this.inOrder = List.copyOf(inOrder);
    this.events = events;
  }

  /**
   * The engine of that name, or for {@link #AUTO} the first that works.
   *
   * @throws BuildFailure if there is none of the name, or it cannot work on this machine
   */
  public ChrootEngine choose(String name) throws BuildFailure {
    return name.equals(AUTO) ? first() : named(name);
  }

  private ChrootEngine first() throws BuildFailure {
    List<String> obstacles = new ArrayList<>();
    for (ChrootEngine engine : inOrder) {
      Optional<String> obstacle = engine.obstacle();
      if (obstacle.isEmpty()) {
        return engine;
      }
      events.passedOver(engine.name(), obstacle.get());
      obstacles.add(tell(engine, obstacle.get()));
    }
    throw BuildFailure.ofMachine(
        "no build environment can be made on this machine:\n - "
            + String.join("\n - ", obstacles)
            + "\nMend one of these; <engine> then finds it by itself");
  }

  private ChrootEngine named(String name) throws BuildFailure {
    for (ChrootEngine engine : inOrder) {
      if (engine.name().equals(name)) {
        Optional<String> obstacle = engine.obstacle();
        if (obstacle.isPresent()) {
          throw BuildFailure.ofMachine(tell(engine, obstacle.get()));
        }
        return engine;
      }
    }
    throw BuildFailure.ofUser(
        "<engine>: \"" + name + "\" is no engine: use one of " + AUTO + ", " + names());
  }

  private String names() {
    return inOrder.stream().map(ChrootEngine::name).collect(Collectors.joining(", "));
  }

  private static String tell(ChrootEngine engine, String obstacle) {
    return "engine \"" + engine.name() + "\": " + obstacle;
  }
}
