package io.github.djangodeb.env;

import io.github.djangodeb.chroot.SessionCommand.Bind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * pip's settings as they hold inside the chroot.
 *
 * @param variables environment variables; may hold credentials
 * @param binds what of this machine they name
 * @param choices options that decide what is installed, each a word: {@code --pre}
 * @param constraints lines of constraints files, in their one spelling
 */
record PipAccess(
    Map<String, String> variables,
    List<Bind> binds,
    SortedSet<String> choices,
    List<String> constraints) {
  PipAccess {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    binds = List.copyOf(binds);
    choices = Collections.unmodifiableSortedSet(new TreeSet<>(choices));
    constraints = List.copyOf(constraints);
  }
}
