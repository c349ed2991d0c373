/** How this program itself reaches web servers: through which proxy, and trusting whom. */
package io.github.djangodeb.network;
