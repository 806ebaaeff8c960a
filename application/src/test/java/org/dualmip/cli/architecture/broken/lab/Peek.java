package org.dualmip.cli.architecture.broken.lab;

import org.dualmip.cli.architecture.broken.service.Pages;
import java.lang.foreign.Linker;

/** Wrong: looks into a service instead of starting it, and calls native functions. */
public final class Peek {
  Pages pages = new Pages();
  Linker linker = Linker.nativeLinker();
}
