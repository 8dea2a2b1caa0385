package io.sluice.iscsi.internal.login;

import io.sluice.backend.osgi.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Names of initiators and targets (RFC 7143 4.2.7). */
public final class IscsiName {
  private static final int LONGEST = 223;

  /** What the formats have in common: no spaces and no commas. */
  private static final Pattern FORM =
      Pattern.compile(
          "iqn\\.[0-9]{4}-[0-9]{2}\\.[^\\s\\p{Z},]+|eui\\.[0-9a-f]{16}"
              + "|naa\\.(?:[0-9a-f]{16}|[0-9a-f]{32})",
          Pattern.CASE_INSENSITIVE);

  private IscsiName() {}

  /**
   * Whether it is well-formed and of no more than 223 bytes, with nothing in it that does not show
   * (RFC 3722 6.2): names go to logs and terminals.
   */
  public static boolean isValid(String name) {
    return name.getBytes(StandardCharsets.UTF_8).length <= LONGEST
        && FORM.matcher(name).matches()
        && PrintableText.isPrintable(name);
  }
}
