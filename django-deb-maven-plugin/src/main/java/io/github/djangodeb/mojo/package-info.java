/**
 * The goals: they turn the pom into a request, hand it to the build, and publish what comes of it.
 */
package io.github.djangodeb.mojo;
