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

  private static final List<String> NAMES = List.of(AUTO, "unshare", "schroot", "host");

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
   * The name of an engine of this plugin's.
   *
   * @throws IllegalArgumentException if there is none of the name
   */
  public static String name(String text) {
    if (!NAMES.contains(text)) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no engine: use one of " + String.join(", ", NAMES));
    }
    return text;
  }

  /**
   * The engine of that name, or for {@link #AUTO} the first that works.
   *
   * @param spec what it has to make
   * @throws BuildFailure if there is none of the name, or it cannot work on this machine
   */
  public ChrootEngine choose(String name, ChrootSpec spec) throws BuildFailure {
    if (name.equals(AUTO)) {
      return first(spec);
    }
    ChrootEngine engine = named(name);
    Optional<String> obstacle = engine.obstacle(spec);
    if (obstacle.isPresent()) {
      throw BuildFailure.ofMachine(tell(engine, obstacle.get()));
    }
    return engine;
  }

  /**
   * Does what an administrator has to do once for the engine of that name; nothing for {@link
   * #AUTO}.
   *
   * @throws BuildFailure if there is none of the name, or that cannot be done
   */
  public void setUp(String name, ChrootSpec spec) throws BuildFailure {
    if (!name.equals(AUTO)) {
      named(name).setUp(spec);
    }
  }

  private ChrootEngine first(ChrootSpec spec) throws BuildFailure {
    List<String> obstacles = new ArrayList<>();
    List<String> passedOver = new ArrayList<>();
    for (ChrootEngine engine : inOrder) {
      Optional<String> obstacle = engine.obstacle(spec).or(() -> engine.reservation(spec));
      if (obstacle.isEmpty()) {
        events.chosen(engine.name(), passedOver);
        return engine;
      }
      events.passedOver(engine.name(), obstacle.get());
      passedOver.add(engine.name());
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
