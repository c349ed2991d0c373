/**
 * What builds keep for each other on one machine: its folders, its locks, and finished packages.
 */
package io.github.djangodeb.cache;
