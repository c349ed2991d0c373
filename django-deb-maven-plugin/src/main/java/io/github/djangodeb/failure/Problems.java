package io.github.djangodeb.failure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects the faults of a configuration, so that the user reads all of them in one message. */
public final class Problems {
  private final String part;
  private final List<String> found;

  public Problems() {
    this("", new ArrayList<>());
  }

  private Problems(String part, List<String> found) {
    this.part = part;
    this.found = found;
  }

  /**
   * A collector of the faults in one part of the configuration, which come among these.
   *
   * @param name what each of them begins with
   */
  public Problems in(String name) {
    return new Problems(part + name, found);
  }

  /** How many faults there are. */
  public int count() {
    return found.size();
  }

  /** Adds one fault: a whole sentence that ends in what to do. */
  public void add(String problem) {
    found.add(part + problem);
  }

  /**
   * Makes a value of the parameter {@code element}; where the value type refuses it, the reason is
   * collected under the element's name.
   *
   * @return the value, or nothing where it was refused
   */
  public <T> Optional<T> collect(String element, Supplier<T> value) {
    try {
      return Optional.of(value.get());
    } catch (IllegalArgumentException refused) {
      add("<" + element + ">: " + refused.getMessage());
      return Optional.empty();
    }
  }

  /**
   * Ends the build if there was a fault.
   *
   * @throws BuildFailure the user's, with every fault on a line of its own
   */
  public void throwIfAny() throws BuildFailure {
    if (found.size() == 1) {
      throw BuildFailure.ofUser(found.get(0));
    }
    if (!found.isEmpty()) {
      throw BuildFailure.ofUser(
          found.size() + " faults in the configuration:\n - " + String.join("\n - ", found));
    }
  }
}
