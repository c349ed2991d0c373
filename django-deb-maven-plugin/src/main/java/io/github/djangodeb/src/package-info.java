/** The package of the source: one commit's files, with bytecode. */
package io.github.djangodeb.src;
