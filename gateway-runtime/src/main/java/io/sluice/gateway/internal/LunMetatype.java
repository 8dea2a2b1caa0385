package io.sluice.gateway.internal;

import io.sluice.backend.osgi.Within;
import io.sluice.gateway.internal.binding.SwapBounds;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Describes a logical unit's configuration for tools; {@link LunConfig} reads it. */
@ObjectClassDefinition(
    name = "Sluice logical unit",
    description = "A SCSI disk. The file etc/io.sluice.lun-NAME.cfg makes the disk NAME.")
@interface LunMetatype {
  @AttributeDefinition(
      description = "Name of the disk, unique in this gateway. Default: NAME of the file.",
      required = false)
  String name();

  @AttributeDefinition(
      description = "Name of the handler that serves it. Default: the disk's name.",
      required = false)
  String handler();

  @AttributeDefinition(
      description =
          "Transports that export it, separated by commas. Default: the one whose bundle says"
              + " that it exports disks that name none. Options of a transport are set as"
              + " TRANSPORT.OPTION.",
      required = false)
  String transports();

  @AttributeDefinition(
      description = "World wide name, NAA 5 or 6, as naa.… Default: made from the name.",
      required = false)
  String wwn();

  @AttributeDefinition(
      description = "Serial number, up to 240 characters. Default: made from the name.",
      required = false)
  String serial();

  @AttributeDefinition(description = "Vendor, up to 8 characters.", required = false)
  String vendor() default "SLUICE";

  @AttributeDefinition(description = "Product, up to 16 characters.", required = false)
  String product() default "DISK";

  @AttributeDefinition(description = "Revision, up to 4 characters.", required = false)
  String revision() default "1";

  @Within(min = 1, max = 256)
  @AttributeDefinition(
      description = "How many commands may be inside a handler that blocks.",
      min = "1",
      max = "256",
      required = false)
  int threads() default 4;

  @AttributeDefinition(
      description = "Whether initiators may remove (eject) the medium.",
      required = false)
  boolean removable() default false;

  @Within(min = SwapBounds.LEAST_SECONDS, max = 600)
  @AttributeDefinition(
      description =
          "How long a command waits for a handler, and a swap may take, in seconds. Linux gives a"
              + " command up by itself after 30.",
      min = "" + SwapBounds.LEAST_SECONDS,
      max = "600",
      required = false)
  int holdSeconds() default 20;

  @Within(min = 1, max = 65536)
  @AttributeDefinition(
      description = "How many commands wait for a handler.",
      min = "1",
      max = "65536",
      required = false)
  int holdCommands() default 1024;

  @Within(min = 1, max = 600)
  @AttributeDefinition(
      description =
          "How long a handler that is to go is waited for to answer its last commands, in seconds."
              + " Half of holdSeconds at the most, and by default where that is less.",
      min = "1",
      max = "600",
      required = false)
  int drainSeconds() default 10;

  @Within(min = 0, max = 3_600_000)
  @AttributeDefinition(
      description =
          "How long its handler may take to answer a command, in milliseconds, before"
              + " lun:list, lun:why and the log report it; 0 for never.",
      min = "0",
      max = "3600000",
      required = false)
  int slowMillis() default 10_000;
}
