package io.sluice.tcmu.internal.iscsi;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Describes a target's configuration for tools; {@link IscsiTargetConfig} reads it. */
@ObjectClassDefinition(
    name = "Sluice TCMU iSCSI target",
    description =
        "The file etc/io.sluice.tcmu.iscsi-NAME.cfg makes the target NAME of the kernel's own iSCSI"
            + " target.")
@interface IscsiTargetMetatype {
  @AttributeDefinition(
      description = "iSCSI name. Default: iqn.2026-11.io.sluice:NAME.",
      required = false)
  String iqn();

  @AttributeDefinition(
      description = "Addresses to listen on, as ADDRESS:PORT, separated by commas.",
      required = false)
  String portals() default IscsiTargetConfig.DEFAULT_PORTAL;

  @AttributeDefinition(description = "Disks, as NAME:LUN, separated by commas.")
  String luns();

  @AttributeDefinition(
      description = "Names of the initiators that may log in, with commas between.",
      required = false)
  String initiators();

  @AttributeDefinition(
      description =
          "File with CHAP names and secrets, of mode 600; a relative path begins at the folder of"
              + " the configuration. Default: no authentication.",
      required = false)
  String chapFile();

  @AttributeDefinition(description = "Everybody may log in; replaces initiators.", required = false)
  boolean demoMode() default false;

  @AttributeDefinition(
      description = "Whether anybody may log in now; false ends all sessions.",
      required = false)
  boolean enabled() default true;
}
