#!/usr/bin/python3
"""Breaks the macOS libraries in many small ways, and sees that test_dylibs.py notices each.

    src/test/darwin/mutate.py

Needs what scripts/cross-compile needs, in the environment as Maven gives it.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
TEST = Path(__file__).with_name("test_dylibs.py")

X86_64 = [
    ("mmap has another number", r"197\)", "196)"),
    ("munmap has another number", r"73\)", "72)"),
    ("mprotect has another number", r"74\)", "75)"),
    ("madvise has another number", r"75\)", "76)"),
    ("numbers of no family", "0x2000000", "0"),
    ("numbers of the Mach family", "0x2000000", "0x1000000"),
    ("argument four does not move", r"movq    %rcx, %r10", ""),
    ("argument four moves the wrong way", r"movq    %rcx, %r10", "movq %r10, %rcx"),
    ("argument one is lost", r"\n    syscall", "\n    xorl %edi, %edi\n    syscall"),
    ("argument two is cut to 32 bits", r"\n    syscall", "\n    movl %esi, %esi\n    syscall"),
    ("argument five is lost", r"\n    syscall", "\n    xorl %r8d, %r8d\n    syscall"),
    ("argument six is cut to 32 bits", r"\n    syscall", "\n    movl %r9d, %r9d\n    syscall"),
    ("two system calls", r"\n    syscall", "\n    syscall\n    syscall"),
    ("no system call", r"\n    syscall", ""),
    ("an interrupt in place of a system call", r"\n    syscall", "\n    .byte 0xcd, 0x80"),
    ("the carry flag the wrong way round", "jnc", "jc "),
    ("the sign in place of the carry flag", "jnc", "jns"),
    ("an error is always supposed", r"jnc     1f", ""),
    ("an errno is not negated", r"negq    %rax", ""),
    ("only half an errno is negated", r"negq    %rax", "negl %eax"),
    ("errors are complemented", r"negq    %rax", "notq %rax"),
    ("rbx is not preserved", r"\n    syscall", "\n    xorl %ebx, %ebx\n    syscall"),
    ("r12 is not preserved", r"\n    syscall", "\n    movq %rcx, %r12\n    syscall"),
    ("rbp is not preserved", r"\n    syscall", "\n    movq %rsp, %rbp\n    syscall"),
    ("something stays on the stack", r"\n    syscall", "\n    pushq %rax\n    syscall"),
    ("the return address is overwritten", r"\n    syscall", "\n    movq %rax, (%rsp)\n    syscall"),
    ("the caller's stack is overwritten", r"\n    syscall", "\n    movq %rax, 24(%rsp)\n    syscall"),
    ("the direction flag is set", r"\n    syscall", "\n    std\n    syscall"),
    ("mremap says the wrong thing", "78", "38"),
    ("mremap says its error without a sign", r"\$-ENOSYS", "$ENOSYS"),
    ("the wrong back end is told", r"xorl    %eax, %eax", "movl $1, %eax"),
    ("functions can be seen from outside", r"\.private_extern.*", ""),
]

AARCH64 = [
    ("mmap has another number", r"SYS_mmap      197", "SYS_mmap 196"),
    ("munmap has another number", r"SYS_munmap    73", "SYS_munmap 72"),
    ("mprotect has another number", r"SYS_mprotect  74", "SYS_mprotect 75"),
    ("madvise has another number", r"SYS_madvise   75", "SYS_madvise 76"),
    ("the number is where Linux has it", r"mov     x16,", "mov x8,"),
    ("the number has garbage above", r"mov     x16,", "movk x16,"),
    ("the trap of Linux", r"svc     #0x80", "svc #0"),
    ("the trap of a hypervisor", r"svc     #0x80", "hvc #0x80"),
    ("two system calls", r"svc     #0x80", "svc #0x80\n    mov x16, #73\n    svc #0x80"),
    ("no system call", r"svc     #0x80", ""),
    ("argument one is lost", r"svc     #0x80", "mov x0, #0\n    svc #0x80"),
    ("argument two is cut to 32 bits", r"svc     #0x80", "mov w1, w1\n    svc #0x80"),
    ("argument four is lost", r"svc     #0x80", "mov x3, #0\n    svc #0x80"),
    ("argument six is cut to 32 bits", r"svc     #0x80", "mov w5, w5\n    svc #0x80"),
    ("the carry flag the wrong way round", r"x0, cs", "x0, cc"),
    ("the sign in place of the carry flag", r"x0, cs", "x0, mi"),
    ("an error is always supposed", r"cneg    x0, x0, cs", "neg x0, x0"),
    ("an errno is not negated", r"cneg    x0, x0, cs", ""),
    ("only half an errno is negated", r"cneg    x0, x0, cs", "cneg w0, w0, cs"),
    ("errors are complemented", r"cneg    x0, x0, cs", "cinv x0, x0, cs"),
    ("x19 is not preserved", r"svc     #0x80", "mov x19, x0\n    svc #0x80"),
    ("x29 is not preserved", r"svc     #0x80", "mov x29, sp\n    svc #0x80"),
    ("the system's x18 is used", r"svc     #0x80", "mov x18, x16\n    svc #0x80"),
    ("d8 is not preserved", r"svc     #0x80", "fmov d8, x0\n    svc #0x80"),
    ("something stays on the stack", r"svc     #0x80", "sub sp, sp, #16\n    svc #0x80"),
    ("the return address is lost", r"svc     #0x80", "mov x30, x0\n    svc #0x80"),
    ("the caller's stack is overwritten", r"svc     #0x80", "str x16, [sp, #8]\n    svc #0x80"),
    ("mremap says the wrong thing", "78", "38"),
    ("mremap says its error without a sign", r"#-ENOSYS", "#ENOSYS"),
    ("the wrong back end is told", r"mov     x0, #0", "mov x0, #1"),
    ("functions can be seen from outside", r"\.private_extern.*", ""),
]

BOTH = [
    ("c/syscall_jni.c", "the offset is cut to 32 bits", r"fd, offset\)", "fd, (jint)offset)"),
    ("c/syscall_jni.c", "protection and flags change places", "protection, flags, fd", "flags, protection, fd"),
    ("c/syscall_jni.c", "munmap is mprotect", r"basicallocator_munmap\(.*\)", "basicallocator_mprotect(address, length, 0)"),
    ("c/syscall_jni.c", "a result is cut to 32 bits", r"return basicallocator_mmap", "return (jint)basicallocator_mmap"),
    ("c/syscall_libc.c", "the errno is not negated", r"-\(long\)errno", "(long)errno"),
    ("c/syscall_libc.c", "an error is not noticed", r"result == -1", "result == -2"),
    ("c/syscall_libc.c", "madvise is mprotect", r"madvise\(\(void", "mprotect((void"),
    ("c/syscall_libc.c", "an int is taken for a long", r"munmap\(\(void \*\)address", "(unsigned)munmap((void *)address"),
    ("../../scripts/cross-compile", "libraries are not signed", r"-Wl,-adhoc_codesign", "-Wl,-no_adhoc_codesign"),
    ("../../scripts/cross-compile", "libSystem is not named", r" -lSystem\)", " -Wl,-undefined,dynamic_lookup)"),
    ("../../scripts/cross-compile", "for a macOS that is too new", "macos11.0", "macos12.0"),
]


def mutants():
    for platform, mutations in (("macos-x86_64", X86_64), ("macos-aarch64", AARCH64)):
        for title, pattern, replacement in mutations:
            yield platform, f"asm/{platform}.S", title, pattern, replacement
        for file, title, pattern, replacement in BOTH:
            yield platform, file, title, pattern, replacement


def build(copy, platform):
    out = copy / "out"
    subprocess.run([copy / "scripts/cross-compile", out, platform], check=True, capture_output=True, text=True)
    return out


def failures(folder, platform):
    """What the tests say of the library: the test that failed and why, for each of its back ends."""
    run = subprocess.run([TEST, folder, platform], capture_output=True, text=True, timeout=300)
    if run.returncode == 0:
        return []
    pattern = r"^(?:FAIL|ERROR): (\w+) \(__main__\.macos-\w+-(\w+)\..*?^([\w.]*(?:Error|Misbehaviour)\b.*?)$"
    first = {}
    for test, backend, reason in re.findall(pattern, run.stderr, re.M | re.S):
        first.setdefault(backend, f"{backend}: {test}: {reason}")
    if not first:
        raise SystemExit(run.stderr)
    return list(first.values())


def copy_of_sources(folder):
    shutil.copytree(ROOT / "src/main", folder / "src/main")
    (folder / "scripts").mkdir()
    shutil.copy(ROOT / "scripts/cross-compile", folder / "scripts")


def noticed(platform, file, pattern, replacement):
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary)
        copy_of_sources(copy)
        if file:
            mutate(copy / "src/main" / file, pattern, replacement)
        try:
            return failures(build(copy, platform), platform)
        except subprocess.CalledProcessError as error:
            raise SystemExit(f"{file} does not build with {replacement}: {error.stderr}")


def mutate(path, pattern, replacement):
    """Changes the text behind the comment at its start, where there is one."""
    text = path.read_text()
    start = text.index("*/") if text.startswith("/*") else 0
    mutated, count = re.subn(pattern, replacement, text[start:])
    if not count:
        raise SystemExit(f"{path} has no {pattern}")
    path.write_text(text[:start] + mutated)


def main():
    survivors = count = 0
    for platform in ("macos-x86_64", "macos-aarch64"):
        if noticed(platform, None, None, None):
            raise SystemExit("the tests fail without any mutation")
    for platform, file, title, pattern, replacement in mutants():
        by = noticed(platform, file, pattern, replacement)
        count += 1
        survivors += not by
        print(f"{platform}: {title}: {'; '.join(by) or 'NOT NOTICED'}", flush=True)
    print(f"{count - survivors} of {count} mutations noticed")
    sys.exit(survivors > 0)


if __name__ == "__main__":
    main()
