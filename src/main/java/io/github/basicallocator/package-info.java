/**
 * What users of the allocator see: the contract {@link io.github.basicallocator.Allocator}, and what
 * implements it.
 */
package io.github.basicallocator;
