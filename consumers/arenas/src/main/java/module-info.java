/** A program that uses basic-allocator-ffm as a module. */
module example.arenas {
  requires io.github.basicallocator.ffm;
}
