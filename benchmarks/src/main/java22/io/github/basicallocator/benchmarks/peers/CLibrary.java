package io.github.basicallocator.benchmarks.peers;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * A C library whose functions are called as cheaply as a JVM can: a critical call leaves out what lets
 * the garbage collector run meanwhile, so it must not take long.
 */
record CLibrary(SymbolLookup symbols) {
  private static final Linker LINKER = Linker.nativeLinker();

  /** The one the JVM itself runs on. */
  static CLibrary ofThisProcess() {
    return new CLibrary(LINKER.defaultLookup());
  }

  /** One that the system finds by its name. */
  static CLibrary named(String name) {
    return new CLibrary(SymbolLookup.libraryLookup(name, Arena.global()));
  }

  static CLibrary at(String path) {
    return new CLibrary(SymbolLookup.libraryLookup(Path.of(path), Arena.global()));
  }

  MethodHandle function(String name, FunctionDescriptor type) {
    return LINKER.downcallHandle(
        symbols.find(name).orElseThrow(() -> new UnsatisfiedLinkError("no " + name)),
        type,
        Linker.Option.critical(false));
  }
}
