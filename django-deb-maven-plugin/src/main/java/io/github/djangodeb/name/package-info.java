/** Names as value types: each refuses what one of the systems that will carry it would refuse. */
package io.github.djangodeb.name;
