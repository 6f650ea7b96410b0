/** A program that uses basic-allocator as a module. */
module example {
  requires io.github.basicallocator;
}
