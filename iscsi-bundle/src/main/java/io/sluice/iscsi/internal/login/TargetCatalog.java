package io.sluice.iscsi.internal.login;

import java.util.List;
import java.util.Optional;

/** The targets that can be logged in to through one portal. */
public interface TargetCatalog {
  /** By its name in lower case. */
  Optional<TargetRules> target(String iqn);

  /** All, ordered by name. */
  List<TargetRules> targets();
}
