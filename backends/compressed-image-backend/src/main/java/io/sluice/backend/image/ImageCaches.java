package io.sluice.backend.image;

import io.sluice.backend.seekable.DecodingMemory;
import io.sluice.backend.seekable.Indexes;

/**
 * What all volumes in compressed files share.
 *
 * @param indexes where decoding can begin
 * @param memory for what is decoded
 */
record ImageCaches(Indexes indexes, DecodingMemory memory) {}
