package io.github.djangodeb.build;

import io.github.djangodeb.django.DjangoProject;
import io.github.djangodeb.name.ContentHash;
import io.github.djangodeb.name.SiteNames;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/**
 * The source that is packaged, exported.
 *
 * @param hexadecimal the commit's hash; with changes that are not committed, one of these too
 * @param identity a hash of all that decides what {@code tree} holds
 * @param committed whether there are none
 * @param time when it was committed; with changes, when the newest of them was written
 * @param tree the exported files
 * @param folder the folder of manage.py in them; empty for the root itself
 * @param projects the Django project in them, with the settings of each site
 */
record Source(
    String hexadecimal,
    String identity,
    boolean committed,
    Instant time,
    Path tree,
    String folder,
    Map<SiteNames, DjangoProject> projects) {
  Source {
    Objects.requireNonNull(hexadecimal);
    Objects.requireNonNull(identity);
    Objects.requireNonNull(time);
    Objects.requireNonNull(tree);
    Objects.requireNonNull(folder);
    projects = Map.copyOf(projects);
  }

  /** The hash in the package's name. */
  ContentHash hash() {
    return ContentHash.ofLonger(hexadecimal);
  }
}
