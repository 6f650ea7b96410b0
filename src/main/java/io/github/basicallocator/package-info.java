/**
 * What users of the allocator see: {@link io.github.basicallocator.NativeBlock}, memory without
 * addresses; the contract {@link io.github.basicallocator.Allocator}, which hands out addresses; and
 * what implements it.
 */
package io.github.basicallocator;
