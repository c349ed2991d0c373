package io.github.djangodeb.requirements;

import io.github.djangodeb.failure.BuildFailure;
import java.io.IOException;

/** pip's own format, which people and pip-tools write. */
final class PipFormat implements RequirementsFormat {
  @Override
  public Requirements read(Place place, Selection selection)
      throws IOException, RefusedLine, BuildFailure {
    if (!selection.equals(Selection.NONE)) {
      throw new RefusedLine(
          place.shown()
              + " knows no extras and no groups: leave <extras> and <groups> out, or name the file"
              + " with what is wanted in <requirements>");
    }
    return RequirementsReader.read(place.root(), place.file(), place.projectFolder());
  }
}
