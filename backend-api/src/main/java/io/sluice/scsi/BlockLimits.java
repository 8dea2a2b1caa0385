package io.sluice.scsi;

/**
 * The content of VPD page B0h (SBC-3 6.5.3). All lengths in logical blocks; 0 where there is
 * nothing to report.
 *
 * @param maximumCompareAndWrite MAXIMUM COMPARE AND WRITE LENGTH, 8 bits
 * @param optimalTransferGranularity OPTIMAL TRANSFER LENGTH GRANULARITY, 16 bits
 * @param maximumTransfer MAXIMUM TRANSFER LENGTH, 32 bits
 * @param optimalTransfer OPTIMAL TRANSFER LENGTH, 32 bits
 * @param maximumUnmap MAXIMUM UNMAP LBA COUNT, 32 bits
 * @param maximumUnmapDescriptors MAXIMUM UNMAP BLOCK DESCRIPTOR COUNT
 * @param optimalUnmapGranularity OPTIMAL UNMAP GRANULARITY
 * @param maximumWriteSame MAXIMUM WRITE SAME LENGTH
 * @param maximumAtomicTransfer MAXIMUM ATOMIC TRANSFER LENGTH (SBC-4 6.6.4)
 * @param atomicAlignment ATOMIC ALIGNMENT
 * @param atomicGranularity ATOMIC TRANSFER LENGTH GRANULARITY
 */
public record BlockLimits(
    int maximumCompareAndWrite,
    int optimalTransferGranularity,
    long maximumTransfer,
    long optimalTransfer,
    long maximumUnmap,
    int maximumUnmapDescriptors,
    int optimalUnmapGranularity,
    long maximumWriteSame,
    int maximumAtomicTransfer,
    int atomicAlignment,
    int atomicGranularity) {}
