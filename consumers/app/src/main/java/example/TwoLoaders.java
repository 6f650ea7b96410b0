package example;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;

/** Runs the program twice in one JVM, each time with classes of its own: what servers and plug-ins do. */
public final class TwoLoaders {
  private TwoLoaders() {}

  public static void main(String[] args) throws Exception {
    String[] path = System.getProperty("java.class.path").split(File.pathSeparator);
    URL[] urls = new URL[path.length];
    for (int i = 0; i < path.length; i++) {
      urls[i] = new File(path[i]).toURI().toURL();
    }
    ClassLoader jdk = ClassLoader.getPlatformClassLoader();
    try (URLClassLoader first = new URLClassLoader(urls, jdk);
        URLClassLoader second = new URLClassLoader(urls, jdk)) {
      run(first, args);
      run(second, args);
    }
  }

  private static void run(ClassLoader loader, String[] args) throws ReflectiveOperationException {
    Class<?> program = loader.loadClass("example.Program");
    program.getMethod("main", String[].class).invoke(null, (Object) args);
  }
}
