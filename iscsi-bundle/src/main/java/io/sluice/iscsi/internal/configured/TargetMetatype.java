package io.sluice.iscsi.internal.configured;

import io.sluice.backend.osgi.OneOf;
import io.sluice.backend.osgi.Within;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Describes a target's configuration for tools; {@link TargetConfig} reads it. */
@ObjectClassDefinition(
    name = "Sluice iSCSI target",
    description = "The file etc/io.sluice.iscsi-NAME.cfg makes the target NAME.")
@interface TargetMetatype {
  @AttributeDefinition(
      description = "iSCSI name. Default: iqn.2026-11.io.sluice:NAME.",
      required = false)
  String iqn();

  @AttributeDefinition(description = "A name for people.", required = false)
  String alias();

  @AttributeDefinition(
      description = "Addresses to listen on, as HOST:PORT, separated by commas.",
      required = false)
  String portals() default TargetConfig.DEFAULT_PORTAL;

  @AttributeDefinition(
      description =
          "Addresses that discovery tells instead of these, as HOST:PORT, with commas between:"
              + " where initiators reach the portals by others, through NAT. Default: the portals.",
      required = false)
  String advertisedPortals();

  @AttributeDefinition(
      description =
          "Disks, as NAME or NAME:LUN, separated by commas. Default: all disks whose"
              + " transports name iscsi.",
      required = false)
  String luns();

  @AttributeDefinition(
      description = "Names of the initiators that may log in. Default: all.",
      required = false)
  String initiators();

  @AttributeDefinition(
      description = "Addresses that may log in, as ADDRESS or ADDRESS/BITS. Default: all.",
      required = false)
  String addresses();

  @AttributeDefinition(
      description =
          "File with CHAP names and secrets, of mode 600; a relative path begins at the folder of"
              + " the configuration. Default: no authentication.",
      required = false)
  String chapFile();

  @AttributeDefinition(
      description =
          "Listen beyond this machine although everybody may log in: neither chapFile, nor"
              + " initiators, nor addresses are set.",
      required = false)
  boolean allowOpenAccess() default false;

  @AttributeDefinition(
      description =
          "Let initiators end all sessions of the target, also those of others, by TARGET COLD"
              + " RESET.",
      required = false)
  boolean allowColdReset() default false;

  @OneOf({"none", "optional", "required"})
  @AttributeDefinition(
      description = "Header and data digests: none, optional or required.",
      options = {
        @Option(label = "none", value = "none"),
        @Option(label = "optional", value = "optional"),
        @Option(label = "required", value = "required")
      },
      required = false)
  String digests() default "optional";

  @Within(min = 1, max = 1024)
  @AttributeDefinition(
      description = "Most sessions at the same time.",
      min = "1",
      max = "1024",
      required = false)
  int maxSessions() default 256;

  @Within(min = 1, max = 1024)
  @AttributeDefinition(
      description = "Commands that one session may have in progress.",
      min = "1",
      max = "1024",
      required = false)
  int maxCommands() default 128;

  @Within(min = 64 << 10, max = 64 << 20)
  @AttributeDefinition(
      description = "Bytes that one command may transfer.",
      min = "65536",
      max = "67108864",
      required = false)
  int maxTransferBytes() default 32 << 20;

  @Within(min = 1, max = 600)
  @AttributeDefinition(
      description = "Seconds from the connection to the end of the login.",
      min = "1",
      max = "600",
      required = false)
  int loginSeconds() default 15;

  @Within(min = 1, max = 3600)
  @AttributeDefinition(
      description = "Seconds of silence after which an initiator is asked whether it lives.",
      min = "1",
      max = "3600",
      required = false)
  int pingSeconds() default 15;

  @Within(min = 1, max = 3600)
  @AttributeDefinition(
      description = "Seconds that an initiator has to answer.",
      min = "1",
      max = "3600",
      required = false)
  int pingTimeoutSeconds() default 15;

  @Within(min = 1, max = 3600)
  @AttributeDefinition(
      description = "Seconds that commands have to end when they are aborted.",
      min = "1",
      max = "3600",
      required = false)
  int taskManagementSeconds() default 60;

  @Within(min = 1, max = 3600)
  @AttributeDefinition(
      description =
          "Seconds in which an initiator sends no byte of data that it was asked for, or reads no"
              + " byte of what waits for it, after which its session ends.",
      min = "1",
      max = "3600",
      required = false)
  int stallSeconds() default 60;
}
