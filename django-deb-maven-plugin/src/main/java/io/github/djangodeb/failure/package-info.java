/**
 * The one checked failure of a build, and the collector that reports all faults of a configuration
 * at once.
 */
package io.github.djangodeb.failure;
