package io.sluice.backends.image;

import io.sluice.backends.seekable.DecodingMemory;
import io.sluice.backends.seekable.Indexes;

/**
 * What all volumes in compressed files share.
 *
 * @param indexes where decoding can begin
 * @param memory for what is decoded
 */
record ImageCaches(Indexes indexes, DecodingMemory memory) {}
