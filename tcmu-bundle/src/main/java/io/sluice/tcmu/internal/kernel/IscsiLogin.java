package io.sluice.tcmu.internal.kernel;

import java.io.IOException;
import java.nio.file.Path;

/** CHAP names and secrets as the kernel keeps them: a folder {@code auth} in configfs. */
public final class IscsiLogin {
  /** What the kernel takes for nothing. */
  private static final String NONE = "NULL";

  private final ConfigFs fs;
  private final Path folder;

  IscsiLogin(ConfigFs fs, Path folder) {
    this.fs = fs;
    this.folder = folder;
  }

  /** Whether these are the ones that it has. */
  public boolean has(ChapLogin login) throws IOException {
    return has("userid", login.name())
        && has("password", login.secret())
        && has("userid_mutual", login.ownName())
        && has("password_mutual", login.ownSecret());
  }

  private boolean has(String attribute, String value) throws IOException {
    String there = fs.read(folder.resolve(attribute));
    return there.equals(value) || there.equals(NONE) && value.isEmpty();
  }

  /** Sets those that differ. */
  public void set(ChapLogin login) throws IOException {
    set("userid", login.name());
    set("password", login.secret());
    set("userid_mutual", login.ownName());
    set("password_mutual", login.ownSecret());
  }

  private void set(String attribute, String value) throws IOException {
    if (!has(attribute, value)) {
      fs.writeSecret(folder.resolve(attribute), value.isEmpty() ? NONE : value);
    }
  }
}
