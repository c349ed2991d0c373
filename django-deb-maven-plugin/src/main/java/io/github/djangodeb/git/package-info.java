/**
 * Reads git: which commit is packaged, whether it is what the work tree holds, and its files as
 * {@code git archive} would write them.
 */
package io.github.djangodeb.git;
