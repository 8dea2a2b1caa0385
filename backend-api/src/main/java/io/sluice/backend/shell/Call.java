package io.sluice.backend.shell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One call of a command. What the command prints to {@link System#out} goes to whoever called it;
 * the thread is the caller's own, and is interrupted when that one breaks off.
 */
@ProviderType
public interface Call {
  /** What was typed behind the command, word by word. */
  List<String> words();

  /**
   * The words, read by the command's manual.
   *
   * @throws Refusal on an option that the manual does not have
   */
  Arguments arguments();

  /** The person who called it, where there is one. */
  Conversation conversation();

  /** Where paths begin that are not absolute. */
  Path folder();

  /** Whether what is printed goes to a terminal that has colours. */
  boolean hasColours();

  /**
   * Has the person agree to what can't be undone, which {@code --yes} does too; the manual has to
   * have {@link Option#YES}.
   *
   * @throws Refusal where nobody can be asked, or the answer is another
   */
  default void confirm(String question) throws IOException {
    conversation().confirm(arguments().has(Option.YES.name()), question);
  }
}
