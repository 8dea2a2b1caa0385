package io.sluice.scsi;

/**
 * Mode pages, encoded completely, with their header (SPC-4 7.5, SBC-3 6.4). The PS bit is 0: pages
 * can't be saved.
 */
public final class ModePages {
  /** SBC-3 6.4.5. */
  public static final int CACHING = 0x08;

  /** SPC-4 7.5.8. */
  public static final int CONTROL = 0x0A;

  /** SBC-3 6.4.6. */
  public static final int INFORMATIONAL_EXCEPTIONS_CONTROL = 0x1C;

  /** Asks for all pages (SPC-4 6.13.1). */
  public static final int ALL_PAGES = 0x3F;

  /** Asks for all subpages (SPC-4 6.13.1). */
  public static final int ALL_SUBPAGES = 0xFF;

  /** In byte 2 of the control mode page. */
  public static final int D_SENSE = 0x04;

  /** In byte 4 of the control mode page. */
  public static final int SWP = 0x08;

  private static final int WCE = 0x04;
  private static final int GLTSD = 0x02;
  private static final int UNRESTRICTED_REORDERING = 0x10;

  private ModePages() {}

  /**
   * Page 08h.
   *
   * @param writeCache WCE: written data may be lost unless the cache is synchronized
   */
  public static byte[] caching(boolean writeCache) {
    byte[] page = page(CACHING, 0x12);
    page[2] = (byte) (writeCache ? WCE : 0);
    return page;
  }

  /**
   * Page 0Ah: one task set for all nexuses, commands may be reordered, log parameters are not
   * saved.
   *
   * @param descriptorSense D_SENSE: sense data comes in descriptor format
   * @param writeProtected SWP
   */
  public static byte[] control(boolean descriptorSense, boolean writeProtected) {
    byte[] page = page(CONTROL, 0x0A);
    page[2] = (byte) (GLTSD | (descriptorSense ? D_SENSE : 0));
    page[3] = UNRESTRICTED_REORDERING;
    page[4] = (byte) (writeProtected ? SWP : 0);
    return page;
  }

  /** Page 1Ch: no informational exceptions are reported. */
  public static byte[] informationalExceptionsControl() {
    return page(INFORMATIONAL_EXCEPTIONS_CONTROL, 0x0A);
  }

  private static byte[] page(int code, int length) {
    byte[] page = new byte[2 + length];
    page[0] = (byte) code;
    page[1] = (byte) length;
    return page;
  }
}
