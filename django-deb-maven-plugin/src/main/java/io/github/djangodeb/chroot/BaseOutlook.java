package io.github.djangodeb.chroot;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * What an engine would do about the base of a chroot.
 *
 * @param age how old the base is that is there, if there is one
 * @param reused whether it would be used, and not made anew
 */
public record BaseOutlook(Optional<Duration> age, boolean reused) {
  public BaseOutlook {
    Objects.requireNonNull(age);
  }
}
