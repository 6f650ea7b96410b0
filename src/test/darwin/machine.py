"""Runs functions of a dylib in an emulator that plays a Mac: its loader, C library and kernel.

What is played is the convention of calls and nothing else. The kernel, the memory functions of the C
library, and the JVM's functions for native code note what they are asked and answer what the test tells
them to.
"""

import random
import struct
from dataclasses import dataclass

import unicorn as uc
from unicorn.x86_const import UC_X86_INS_SYSCALL

BASE = 0x1_0000_0000  # where the dylib is mapped
STACK, STACK_SIZE = 0x7000_0000, 0x10000
LIBRARY, LIBRARY_SIZE = 0x6000_0000, 0x10000  # C library and JVM: a return instruction for each function
RETURN = LIBRARY  # where the function under test must come back to
ERRNO = LIBRARY + LIBRARY_SIZE // 2
JVM = LIBRARY + LIBRARY_SIZE // 4  # where its functions start
FUNCTION_SIZE = 16
ENVIRONMENT = 0x5000_0000  # a JNIEnv: the address of a table of functions, which is right behind it here
JNI_FUNCTIONS, NEW_DIRECT_BYTE_BUFFER = 234, 229  # how many JDK 17 has there, and the place of one
THREADS, MOST_THREADS = 0x2000_0000, 4096  # where threads have their variables, and how many can
THREAD_SIZE = 0x1000
MASK = (1 << 64) - 1


class Misbehaviour(AssertionError):
    """The function did what no function may do."""


@dataclass(frozen=True)
class Answer:
    """What the kernel says: a value, or an errno."""

    value: int
    is_error: bool = False


@dataclass(frozen=True)
class Call:
    """One call of the kernel (a number), or of the C library or the JVM (a name)."""

    what: object
    arguments: tuple


class Machine:
    def __init__(self, processor, dylib, seed):
        self.cpu, self.dylib, self.random = processor, dylib, random.Random(seed)
        self.engine = uc.Uc(*processor.engine)
        self.engine.ctl_set_cpu_model(processor.model)
        self.names = {}  # of functions of the C library and the JVM, by address
        self._load()
        self.writable = range(0)  # but for the stack: where the test says
        self._play_environment()
        self._play_kernel()
        self.engine.mem_map(THREADS, MOST_THREADS * THREAD_SIZE)
        self.run_on(0)

    # --- the loader

    def _load(self):
        for segment in self.dylib.segments:
            if segment.size:
                start, size = BASE + segment.address, -(-segment.size // 0x1000) * 0x1000
                self.engine.mem_map(start, size, segment.protection)
                self.engine.mem_write(start, segment.content)
        self.engine.mem_map(STACK, STACK_SIZE)
        self.engine.mem_map(LIBRARY, LIBRARY_SIZE)
        self.engine.mem_write(LIBRARY, self.cpu.ret * (ERRNO - LIBRARY >> 4))
        for i, name in enumerate(sorted(self.dylib.imports), start=1):
            address = LIBRARY + i * FUNCTION_SIZE
            self.names[address] = name
            self.engine.mem_write(address, self.cpu.ret)
        addresses = {name: address for address, name in self.names.items()}
        for pointer, name in self.dylib.pointers.items():
            self.engine.mem_write(BASE + pointer, addresses[name].to_bytes(8, "little"))

    # --- the JVM, the kernel and the C library

    def _play_environment(self):
        functions = [JVM + i * FUNCTION_SIZE for i in range(JNI_FUNCTIONS)]
        for i, address in enumerate(functions):
            self.names[address] = f"JNI function {i}"
            self.engine.mem_write(address, self.cpu.ret)
        words = (ENVIRONMENT + 8, *functions)
        self.engine.mem_map(ENVIRONMENT, 0x1000)
        self.engine.mem_write(ENVIRONMENT, struct.pack(f"<{len(words)}Q", *words))

    def _play_kernel(self):
        engine = self.engine
        if self.cpu.engine[0] == uc.UC_ARCH_X86:
            engine.hook_add(uc.UC_HOOK_INSN, lambda *_: self._kernel(), None, 1, 0, UC_X86_INS_SYSCALL)
            engine.hook_add(uc.UC_HOOK_INTR, lambda *_: self._stop("interrupt"))
        else:
            engine.hook_add(uc.UC_HOOK_INTR, lambda *_: self._supervisor_call())
        engine.hook_add(
            uc.UC_HOOK_CODE, lambda _, at, *__: self._library(at), None, LIBRARY, ERRNO - 1
        )
        engine.hook_add(uc.UC_HOOK_MEM_WRITE, lambda _, __, at, size, *___: self._written(at, size))

    def _supervisor_call(self):
        if self.engine.mem_read(self.engine.reg_read(self.cpu.pc) - 4, 4) != self.cpu.trap:
            self._stop("an exception that is not svc #0x80")
        else:
            self._kernel()

    def _kernel(self):
        number = self._get(self.cpu.number)
        self.calls.append(Call(number, tuple(map(self._get, self.cpu.kernel_arguments))))
        for register in self.cpu.overwritten_by_kernel:
            self._set(register, self._any())
        self._set(self.cpu.result, self.answer.value)
        self._set_carry(self.answer.is_error)

    def _library(self, address):
        name = self.names.get(address)
        if name is None:
            return  # RETURN: emulation ends there
        if (self.engine.reg_read(self.cpu.sp) + (8 if self._is_x86() else 0)) % 16:
            self._stop(f"{name} called with an unaligned stack")
        arguments = tuple(map(self._get, self.cpu.arguments[:6]))
        self._forget_what_calls_may_overwrite()
        if name == "___error":
            self._set(self.cpu.result, ERRNO)
            return
        self.calls.append(Call(name, arguments))
        if self.answer.is_error:
            self.engine.mem_write(ERRNO, self.answer.value.to_bytes(4, "little"))
        # Of a function that returns an int the upper half of the register may be anything.
        is_int = name in ("_munmap", "_mprotect", "_madvise")
        value = -1 if self.answer.is_error else self.answer.value
        self._set(self.cpu.result, value & 0xFFFFFFFF | self._any() << 32 if is_int else value)

    def _forget_what_calls_may_overwrite(self):
        kept = set(self.cpu.preserved) | {"x30"}
        for register in set(self.cpu.registers) - kept:
            self._set(register, self._any())

    def _written(self, address, size):
        in_stack = STACK <= address < address + size <= self.stack_top
        if not in_stack and not (address in self.writable and address + size - 1 in self.writable):
            self._stop(f"wrote to 0x{address:x}")

    # --- calls of the function under test

    def run_on(self, number):
        """What is called from now on is called by this thread: it has its own variables."""
        thread = THREADS + number * THREAD_SIZE
        self.engine.mem_write(thread, thread.to_bytes(8, "little"))
        self.engine.reg_write(self.cpu.thread, thread | self._any() & self.cpu.thread_flags)

    def call(self, name, arguments, answer):
        """Calls an export and returns its result and the calls it made.

        Arguments are pairs of a value and its width in bits; beyond its width a register is garbage.
        """
        self.calls, self.answer, self.stopped = [], answer, None
        before = self._scramble()
        self._pass(arguments)
        start = BASE + self.dylib.exports[name]
        try:
            self.engine.emu_start(start, RETURN, count=1000)
        except uc.UcError as error:
            self._stop(str(error))
        self._check_convention(before)
        return self._get(self.cpu.result), self.calls

    def _scramble(self):
        for register in self.cpu.registers:
            self._set(register, self._any())
        self._set_carry(self.random.random() < 0.5)
        self.stack_top = STACK + STACK_SIZE // 2  # nothing above is the function's
        self.engine.mem_write(STACK, self.random.randbytes(STACK_SIZE))
        return {register: self._get(register) for register in self.cpu.preserved}

    def _pass(self, arguments):
        places = [self._extended(*argument) for argument in arguments]
        in_registers = len(self.cpu.arguments)
        for register, value in zip(self.cpu.arguments, places):
            self._set(register, value)
        stack = b"".join(value.to_bytes(8, "little") for value in places[in_registers:])
        if self._is_x86():
            self.stack_top -= 8
            stack = RETURN.to_bytes(8, "little") + stack
        else:
            self._set("x30", RETURN)
        self.engine.mem_write(self.stack_top, stack)
        self.engine.reg_write(self.cpu.sp, self.stack_top)
        self.above = bytes(self.engine.mem_read(self.stack_top, 0x1000))

    def _extended(self, value, bits):
        mask = (1 << bits) - 1
        return value & mask | self._any() & ~mask & MASK

    def _check_convention(self, before):
        if self.stopped:
            raise Misbehaviour(self.stopped)
        if self.engine.reg_read(self.cpu.pc) != RETURN:
            raise Misbehaviour("did not return")
        if self.engine.reg_read(self.cpu.sp) != self.stack_top + (8 if self._is_x86() else 0):
            raise Misbehaviour("returned with another stack pointer")
        changed = [register for register, value in before.items() if self._get(register) != value]
        if changed:
            raise Misbehaviour(f"did not preserve {changed}")
        if bytes(self.engine.mem_read(self.stack_top, 0x1000)) != self.above:
            raise Misbehaviour("changed its caller's stack")
        if self._is_x86() and self.engine.reg_read(self.cpu.flags) & 1 << 10:
            raise Misbehaviour("left the direction flag set")

    # --- small things

    def _stop(self, reason):
        self.stopped = self.stopped or reason
        self.engine.emu_stop()

    def _is_x86(self):
        return self.cpu.engine[0] == uc.UC_ARCH_X86

    def _any(self):
        return self.random.getrandbits(64)

    def _get(self, register):
        return self.engine.reg_read(self.cpu.registers[register])

    def _set(self, register, value):
        self.engine.reg_write(self.cpu.registers[register], value & MASK)

    def _set_carry(self, is_set):
        flags = self.engine.reg_read(self.cpu.flags) & ~self.cpu.carry
        self.engine.reg_write(self.cpu.flags, flags | (self.cpu.carry if is_set else 0))
