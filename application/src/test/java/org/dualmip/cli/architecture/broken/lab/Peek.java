package org.dualmip.cli.architecture.broken.lab;

import java.lang.foreign.Linker;
import org.dualmip.cli.architecture.broken.service.Pages;

/** Wrong: looks into a service instead of starting it, and calls native functions. */
public final class Peek {
  Pages pages = new Pages();
  Linker linker = Linker.nativeLinker();
}
