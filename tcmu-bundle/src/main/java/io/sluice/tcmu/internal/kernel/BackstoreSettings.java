package io.sluice.tcmu.internal.kernel;

/**
 * What a backstore is made with.
 *
 * @param devConfig who serves it: {@code sluice/INSTANCE/NAME}
 * @param size bytes
 * @param blockSize bytes
 * @param serial unit serial number
 * @param hwMaxSectors largest transfer, in blocks
 * @param maxDataAreaMb largest size of the shared data area, in MiB
 * @param dataPagesPerBlock pages in a block of the data area; 0 for the kernel's default
 * @param ringSizeMb size of the command ring, in MiB; 0 for the kernel's default
 * @param cmdTimeOut seconds after which the kernel answers for us; 0 for never
 * @param qfullTimeOut seconds that a command waits for room; -1 for the kernel's default
 */
public record BackstoreSettings(
    String devConfig,
    long size,
    int blockSize,
    String serial,
    int hwMaxSectors,
    int maxDataAreaMb,
    int dataPagesPerBlock,
    int ringSizeMb,
    int cmdTimeOut,
    int qfullTimeOut) {}
