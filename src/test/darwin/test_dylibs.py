#!/usr/bin/python3
"""Tests the macOS libraries, finished dylibs, where there is no Mac.

    src/test/darwin/test_dylibs.py [FOLDER [PLATFORM]]

FOLDER has the folders of the platforms; by default it is that of the build. Each exported function is
called, with garbage in every register that does not matter, in an emulator that plays the Mac.

What this cannot show is what Apple's own code does: its loader, its checks of signatures, its kernel.
"""

import random
import sys
import unittest
from pathlib import Path

import processors
from machine import BASE, ENVIRONMENT, MASK, MOST_THREADS, NEW_DIRECT_BYTE_BUFFER, Answer, Call, Machine
from macho import MachO

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "target/classes/META-INF/native"
PREFIX = "_Java_io_github_basicallocator_os_Syscall_"
DIRECT_BUFFER = "_Java_io_github_basicallocator_DirectBuffers_of0"
ENTER_CARRIER, CARRIERS = "_basicallocator_enter_carrier", "_basicallocator_carriers"
CARRIER_COUNT, FLAG_BYTES = 1024, 64  # as in Carriers.java
CLASS = (0x3333_4444, 64)  # that Java passes, and nobody uses
ENOSYS = 78

# The widths of the arguments in bits, and the number of bsd/kern/syscalls.master.
SYSTEM_CALLS = {
    "mmap0": ((64, 64, 32, 32, 32, 64), 197),
    "munmap0": ((64, 64), 73),
    "mprotect0": ((64, 64, 32), 74),
    "madvise0": ((64, 64, 32), 75),
}
MREMAP = (64, 64, 64, 32)  # which Darwin does not have
BACKENDS = {"asm": 0, "libc": 1}
SEEDS = range(8)

ANSWERS = (
    Answer(0),
    Answer(22),  # not an error, though it looks like one
    Answer(0x7FFF_0000_0000),
    Answer(1, is_error=True),
    Answer(12, is_error=True),
    Answer(22, is_error=True),
    Answer(106, is_error=True),  # the largest there is
)


class DylibTest:
    """The tests of one dylib; the classes at the end name which."""

    cpu = backend = folder = None

    def setUp(self):
        file = self.folder / self.cpu.platform / f"libbasicallocator-{self.backend}.dylib"
        self.dylib = MachO(file.read_bytes())

    def test_is_a_library_that_macos_would_load(self):
        self.assertEqual(self.cpu.macho_type, self.dylib.processor)
        self.assertEqual((11, 0), self.dylib.oldest_macos)
        self.assertEqual(["/usr/lib/libSystem.B.dylib"], self.dylib.needed)
        self.assertEqual(
            f"@rpath/libbasicallocator-{self.backend}.dylib", self.dylib.install_name
        )

    def test_is_signed_ad_hoc(self):
        self.dylib.check_signature()

    def test_exports_functions_for_java_and_nothing_else(self):
        tested = {PREFIX + name for name in (*SYSTEM_CALLS, "mremap0", "backend0")}
        tested |= {DIRECT_BUFFER, ENTER_CARRIER, CARRIERS}
        self.assertEqual(tested, set(self.dylib.exports))

    def test_tells_its_back_end(self):
        for seed in SEEDS:
            result, calls = self.call("backend0", (), Answer(0), seed)
            self.assertEqual((BACKENDS[self.backend], []), (result & 0xFFFFFFFF, calls))

    def test_has_no_mremap(self):
        for seed in SEEDS:
            arguments = self.arguments(MREMAP, seed)
            result, calls = self.call("mremap0", arguments, Answer(0), seed)
            self.assertEqual((-ENOSYS, []), (signed(result, 64), calls))

    def test_has_the_jvm_make_a_byte_buffer(self):
        for answer in (Answer(0), Answer(0x7FFF_0000_0000)):  # none, for want of memory, and one
            for seed in SEEDS:
                with self.subTest(answer=answer, seed=seed):
                    self.check_byte_buffer(answer, seed)

    def check_byte_buffer(self, answer, seed):
        (address, _), (size, _) = arguments = self.arguments((64, 32), seed)
        machine = Machine(self.cpu, self.dylib, seed)
        result, calls = machine.call(DIRECT_BUFFER, ((ENVIRONMENT, 64), CLASS, *arguments), answer)
        passed = [Call(call.what, call.arguments[:3]) for call in calls]
        widened = signed(size, 32) & MASK  # the JVM wants a long
        what = f"JNI function {NEW_DIRECT_BYTE_BUFFER}"
        self.assertEqual([Call(what, (ENVIRONMENT, address, widened))], passed)
        self.assertEqual(answer.value, result)

    def test_each_thread_has_a_flag_that_only_it_raises(self):
        for seed in SEEDS:
            machine = self.machine_with_carriers(seed)
            first = self.enter_carrier(machine)
            self.assertIsNone(self.enter_carrier(machine), "the flag is up")
            machine.run_on(1)
            second = self.enter_carrier(machine)
            self.assertNotEqual(first, second)
            machine.run_on(0)
            self.assertIsNone(self.enter_carrier(machine), "the flag is still up")
            self.lower(machine, first)
            self.assertEqual(first, self.enter_carrier(machine))

    def test_more_threads_than_flags(self):
        machine = self.machine_with_carriers(0)
        flags = {}
        for thread in random.Random(0).sample(range(MOST_THREADS), 2 * CARRIER_COUNT):
            machine.run_on(thread)
            flags[thread] = self.enter_carrier(machine)
        self.assertTrue(all(list(flags.values())[: CARRIER_COUNT // 4]), "a flag for the first ones")
        found = {thread: flag for thread, flag in flags.items() if flag is not None}
        self.assertEqual(len(found), len(set(found.values())), "two threads have the same flag")
        self.assertGreater(len(found), CARRIER_COUNT * 3 // 4)
        for thread, flag in found.items():
            self.lower(machine, flag)
            machine.run_on(thread)
            self.assertEqual(flag, self.enter_carrier(machine))

    def machine_with_carriers(self, seed):
        machine = Machine(self.cpu, self.dylib, seed)
        start = BASE + self.dylib.exports[CARRIERS]
        machine.writable = range(start, start + CARRIER_COUNT * FLAG_BYTES)
        return machine

    def enter_carrier(self, machine):
        """The address of the flag that was raised, or None."""
        flag, calls = machine.call(ENTER_CARRIER, (), Answer(0))
        self.assertEqual([], calls)
        if flag == 0:
            return None
        self.assertIn(flag, machine.writable[::FLAG_BYTES])
        self.assertEqual(bytes([1, 0, 0, 0]), machine.engine.mem_read(flag, 4))
        return flag

    @staticmethod
    def lower(machine, flag):
        machine.engine.mem_write(flag, bytes(4))

    def test_every_system_call(self):
        for name, (widths, number) in SYSTEM_CALLS.items():
            for answer in ANSWERS:
                if name != "mmap0" and answer.value > 0x7FFFFFFF:
                    continue  # these return an int
                for seed in SEEDS:
                    with self.subTest(name, answer=answer, seed=seed):
                        self.check_system_call(name, widths, number, answer, seed)

    def check_system_call(self, name, widths, number, answer, seed):
        arguments = self.arguments(widths, seed)
        result, calls = self.call(name, arguments, answer, seed)
        self.assertEqual(1, len(calls), "calls")
        self.assertEqual(self.expected_callee(name, number), calls[0].what)
        passed = [value & (1 << bits) - 1 for value, bits in zip(calls[0].arguments, widths)]
        self.assertEqual([value for value, _ in arguments], passed)
        expected = -answer.value if answer.is_error else answer.value
        self.assertEqual(expected, signed(result, 64))

    def expected_callee(self, name, number):
        if self.backend == "libc":
            return "_" + name[:-1]
        return self.cpu.family + number

    def call(self, name, arguments, answer, seed):
        nowhere = (0x1111_2222, 64)  # whoever uses this as the environment fails
        machine = Machine(self.cpu, self.dylib, seed)
        return machine.call(PREFIX + name, (nowhere, CLASS, *arguments), answer)

    @staticmethod
    def arguments(widths, seed):
        """Pairs of a value and its width: all ones, zero, or anything."""
        choice = random.Random(seed + 1000)
        kinds = (lambda bits: (1 << bits) - 1, lambda bits: 0, choice.getrandbits, choice.getrandbits)
        return [(choice.choice(kinds)(bits), bits) for bits in widths]


def signed(value, bits):
    return value - (1 << bits) if value >> bits - 1 else value


def main(folder=FOLDER, platform=None):
    suite = unittest.TestSuite()
    for cpu in processors.ALL:
        for backend in BACKENDS:
            if platform in (None, cpu.platform):
                name = f"{cpu.platform}-{backend}"
                members = {"cpu": cpu, "backend": backend, "folder": Path(folder)}
                one = type(name, (DylibTest, unittest.TestCase), members)
                suite.addTest(unittest.defaultTestLoader.loadTestsFromTestCase(one))
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(not result.wasSuccessful())


if __name__ == "__main__":
    main(*sys.argv[1:])
