"""The two processors of macOS, as far as calls of functions and of the kernel are concerned."""

from dataclasses import dataclass

import unicorn as uc
from unicorn import arm64_const as arm
from unicorn import x86_const as x86


def _registers(module, prefix, names):
    return {name: getattr(module, f"{prefix}_{name.upper()}") for name in names.split()}


@dataclass(frozen=True)
class Processor:
    platform: str
    macho_type: int
    engine: tuple  # for unicorn
    model: int
    registers: dict  # name: unicorn's number; all that a program can use but pc, sp and flags
    pc: int
    sp: int
    flags: int
    carry: int  # its bit in the flags
    ret: bytes  # the instruction
    trap: bytes  # the instruction that enters the kernel
    arguments: tuple  # of a C function; more are on the stack
    kernel_arguments: tuple
    number: str  # the register with the number of the call
    family: int  # what is added to that number
    result: str
    preserved: tuple  # by a C function
    overwritten_by_kernel: tuple
    thread: int  # the register that leads to the variables of the thread
    thread_flags: int  # bits of that register with something else in them


X86_64 = Processor(
    platform="macos-x86_64",
    macho_type=0x1000007,
    engine=(uc.UC_ARCH_X86, uc.UC_MODE_64),
    model=x86.UC_CPU_X86_QEMU64,
    registers=_registers(
        x86, "UC_X86_REG", "rax rbx rcx rdx rsi rdi rbp r8 r9 r10 r11 r12 r13 r14 r15"
    ),
    pc=x86.UC_X86_REG_RIP,
    sp=x86.UC_X86_REG_RSP,
    flags=x86.UC_X86_REG_EFLAGS,
    carry=1 << 0,
    ret=b"\xc3",
    trap=b"\x0f\x05",
    arguments=("rdi", "rsi", "rdx", "rcx", "r8", "r9"),
    kernel_arguments=("rdi", "rsi", "rdx", "r10", "r8", "r9"),
    number="rax",
    family=0x2000000,
    result="rax",
    preserved=("rbx", "rbp", "r12", "r13", "r14", "r15"),
    overwritten_by_kernel=("rcx", "rdx", "r11"),
    thread=x86.UC_X86_REG_GS_BASE,
    thread_flags=0,
)

_X = [f"x{i}" for i in range(31)]
_D = [f"d{i}" for i in range(32)]

AARCH64 = Processor(
    platform="macos-aarch64",
    macho_type=0x100000C,
    engine=(uc.UC_ARCH_ARM64, uc.UC_MODE_ARM),
    model=arm.UC_CPU_ARM64_MAX,  # Apple's have atomic instructions that the default one has not
    registers=_registers(arm, "UC_ARM64_REG", " ".join(_X + _D)),
    pc=arm.UC_ARM64_REG_PC,
    sp=arm.UC_ARM64_REG_SP,
    flags=arm.UC_ARM64_REG_NZCV,
    carry=1 << 29,
    ret=bytes.fromhex("c0035fd6"),
    trap=bytes.fromhex("011000d4"),
    arguments=tuple(_X[:8]),
    kernel_arguments=tuple(_X[:6]),
    number="x16",
    family=0,
    result="x0",
    preserved=tuple(_X[18:30] + _D[8:16]),  # x18 belongs to the system
    overwritten_by_kernel=("x1",),
    thread=arm.UC_ARM64_REG_TPIDRRO_EL0,
    thread_flags=0b111,
)

ALL = (X86_64, AARCH64)
