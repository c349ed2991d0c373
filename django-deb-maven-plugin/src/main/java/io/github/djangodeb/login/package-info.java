/** Users and passwords, and which servers get them. */
package io.github.djangodeb.login;
