/**
 * Text for the target host: templates, rendered strictly, and the quoting that each kind of file
 * needs.
 */
package io.github.djangodeb.template;
