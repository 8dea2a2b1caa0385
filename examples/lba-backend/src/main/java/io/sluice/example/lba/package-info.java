/** A complete backend, to begin one's own from. */
package io.sluice.example.lba;
