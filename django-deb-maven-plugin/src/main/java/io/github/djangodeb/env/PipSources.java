package io.github.djangodeb.env;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where pip was told what to install, and where it looked: what there is to correct if it fails.
 *
 * @param requirements the file with the requirements, as messages name it
 * @param wheelhouse the folder that everything comes from, if there is one
 */
record PipSources(String requirements, Optional<Path> wheelhouse) {
  /** Who does not have what was looked for. */
  String asked() {
    return wheelhouse
        .map(folder -> "no archive in <wheelhouse> \"" + folder + "\"")
        .orElse("no index that pip asked");
  }

  /** What to do so that a requirement is found. */
  String more(String requirement) {
    return wheelhouse
        .map(
            folder ->
                "put it into that folder (pip wheel --wheel-dir=%s \"%s\", or pip download)"
                    .formatted(folder, requirement))
        .orElse("name the index that has it with <indexUrl>, <extraIndexUrls> or <findLinks>");
  }

  /** What says a hash, and what to do if a project's archive rightly has another. */
  String newHash(String project) {
    String name = Path.of(requirements).getFileName().toString();
    if (name.equals("uv.lock")) {
      return locked("lock it anew (uv lock --upgrade-package " + project + ")");
    }
    if (name.equals("poetry.lock")) {
      return locked("lock it anew (poetry update --lock " + project + ")");
    }
    if (name.matches("pylock(\\..+)?\\.toml")) {
      return locked("let the tool that wrote that file write it anew");
    }
    return "the requirements say: if it was meant to change, write the new --hash";
  }

  private String locked(String remedy) {
    return requirements + " says: if it was meant to change, " + remedy;
  }
}
