package io.github.djangodeb.build;

import io.github.djangodeb.failure.BuildFailure;

/** Signs the records of builds. */
@FunctionalInterface
public interface RecordSigner {
  /** The same text in a signature. */
  String signed(String text) throws BuildFailure;
}
