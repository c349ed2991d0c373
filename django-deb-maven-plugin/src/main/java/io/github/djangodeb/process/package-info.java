/** External commands: described as data, started, watched and ended in one place. */
package io.github.djangodeb.process;
