"""Reads what we need of a Mach-O file, the format of programs and libraries on macOS.

A file starts with a header and a list of load commands. Segments say what is mapped where; symbols
say what is where in it; the code signature at the end has a hash of each page of the rest.
"""

import hashlib
import struct
from dataclasses import dataclass, field

SEGMENT_64, SYMTAB, DYSYMTAB, LOAD_DYLIB, ID_DYLIB = 0x19, 0x2, 0xB, 0xC, 0xD
CODE_SIGNATURE, BUILD_VERSION = 0x1D, 0x32
NON_LAZY_POINTERS, LAZY_POINTERS = 0x6, 0x7  # section types: pointers that dyld fills in
EXTERNAL, TYPE, UNDEFINED = 0x01, 0x0E, 0x0  # bits of a symbol's type
PRIVATE_EXTERNAL = 0x10


@dataclass
class Segment:
    name: str
    address: int
    size: int
    content: bytes
    protection: int


@dataclass
class MachO:
    data: bytes
    processor: int = 0
    install_name: str = ""
    needed: list = field(default_factory=list)  # names of libraries
    oldest_macos: tuple = ()
    segments: list = field(default_factory=list)
    exports: dict = field(default_factory=dict)  # name: address
    imports: set = field(default_factory=set)  # names
    pointers: dict = field(default_factory=dict)  # address of a pointer: name of what it must point to
    signature: tuple = ()  # offset, size

    def __post_init__(self):
        magic, self.processor, _, _, count = struct.unpack_from("<5I", self.data)
        if magic != 0xFEEDFACF:
            raise ValueError("not a Mach-O file of 64 bits")
        self._sections, self._symbols, self._indirect = [], [], ()
        at = 32
        for _ in range(count):
            command, size = struct.unpack_from("<2I", self.data, at)
            self._read(command, at)
            at += size
        self._resolve_pointers()

    def _read(self, command, at):
        if command == SEGMENT_64:
            self._read_segment(at)
        elif command == SYMTAB:
            self._read_symbols(*struct.unpack_from("<4I", self.data, at + 8))
        elif command == DYSYMTAB:
            self._indirect = struct.unpack_from("<2I", self.data, at + 56)
        elif command in (LOAD_DYLIB, ID_DYLIB):
            name = self._string(at + struct.unpack_from("<I", self.data, at + 8)[0])
            if command == ID_DYLIB:
                self.install_name = name
            else:
                self.needed.append(name)
        elif command == BUILD_VERSION:
            _, version = struct.unpack_from("<2I", self.data, at + 8)
            self.oldest_macos = (version >> 16, version >> 8 & 0xFF)
        elif command == CODE_SIGNATURE:
            self.signature = struct.unpack_from("<2I", self.data, at + 8)

    def _read_segment(self, at):
        name, address, size, offset, in_file, _, protection, sections = struct.unpack_from(
            "<16s4Q3I", self.data, at + 8
        )
        content = self.data[offset : offset + in_file]
        self.segments.append(Segment(_text(name), address, size, content, protection))
        for i in range(sections):
            _, _, address, size, _, _, _, _, flags, reserved = struct.unpack_from(
                "<16s16s2Q6I", self.data, at + 72 + 80 * i
            )
            self._sections.append((flags & 0xFF, address, size, reserved))

    def _read_symbols(self, offset, count, strings, _):
        for i in range(count):
            name, kind, _, _, value = struct.unpack_from("<I2BHQ", self.data, offset + 16 * i)
            name = self._string(strings + name)
            self._symbols.append(name)
            if not kind & EXTERNAL:
                continue
            if kind & TYPE == UNDEFINED:
                self.imports.add(name)
            elif not kind & PRIVATE_EXTERNAL:
                self.exports[name] = value

    def _resolve_pointers(self):
        """A section of pointers has its part of a table that names one symbol for each pointer."""
        for kind, address, size, first in self._sections:
            if kind in (NON_LAZY_POINTERS, LAZY_POINTERS):
                for i in range(size // 8):
                    (symbol,) = struct.unpack_from("<I", self.data, self._indirect[0] + 4 * (first + i))
                    if symbol < len(self._symbols):
                        self.pointers[address + 8 * i] = self._symbols[symbol]

    def _string(self, at):
        return self.data[at : self.data.index(b"\0", at)].decode()

    def check_signature(self):
        """Raises ValueError unless there is a signature without identity whose hashes are right."""
        if not self.signature:
            raise ValueError("not signed")
        blob = self.data[self.signature[0] :]
        magic, _, count = struct.unpack_from(">3I", blob)
        if magic != 0xFADE0CC0:
            raise ValueError("no superblob")
        slots = dict(struct.unpack_from(">2I", blob, 12 + 8 * i) for i in range(count))
        directory = blob[slots[0] :]
        magic, _, _, flags, hashes, _, _, pages, limit = struct.unpack_from(">9I", directory)
        hash_size, hash_type, _, page_bits = struct.unpack_from("4B", directory, 36)
        if (magic, hash_size, hash_type) != (0xFADE0C02, 32, 2):
            raise ValueError("no code directory with SHA-256")
        if not flags & 0x2:
            raise ValueError("not ad hoc")
        if limit != self.signature[0] or pages != -(-limit >> page_bits):
            raise ValueError("does not cover the whole file")
        for page in range(pages):
            content = self.data[page << page_bits : min((page + 1) << page_bits, limit)]
            if hashlib.sha256(content).digest() != directory[hashes + 32 * page :][:32]:
                raise ValueError(f"page {page} has another hash")


def _text(name):
    return name.rstrip(b"\0").decode()
