package io.github.djangodeb.env;

import io.github.djangodeb.chroot.SessionCommand.Bind;
import io.github.djangodeb.requirements.ProjectName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * pip's settings as they hold inside the chroot.
 *
 * @param variables environment variables; addresses in them may hold credentials
 * @param relays variables for proxies that want a login, with their addresses
 * @param binds what of this machine they name
 * @param choices options that decide what is installed, each a word: {@code --pre}
 * @param constraints lines of constraints files, in their one spelling
 * @param pinned the projects whose version these say exactly
 * @param authorities certificates in the PEM format
 */
record PipAccess(
    Map<String, String> variables,
    Map<String, String> relays,
    List<Bind> binds,
    SortedSet<String> choices,
    List<String> constraints,
    Set<ProjectName> pinned,
    List<String> authorities) {
  PipAccess {
    variables = Collections.unmodifiableMap(new TreeMap<>(variables));
    binds = List.copyOf(binds);
    choices = Collections.unmodifiableSortedSet(new TreeSet<>(choices));
    constraints = List.copyOf(constraints);
    relays = Collections.unmodifiableMap(new TreeMap<>(relays));
    pinned = Set.copyOf(pinned);
    authorities = List.copyOf(authorities);
  }
}
