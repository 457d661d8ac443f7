# SPDX-License-Identifier: GPL-2.0-or-later
"""The words of C (and GNU C) that are not names."""

from __future__ import annotations

#: Words that start a statement, or are in one, and never start a declaration.
STATEMENT = frozenset(
    b"if else for while do switch case default return goto break continue asm __asm __asm__".split()
)
#: Words before a parenthesis that is not a call.
OPERATOR = frozenset(
    b"sizeof _Alignof alignof __alignof __alignof__ _Generic __extension__ defined".split()
)
#: A declaration has one storage class at most.
CLASSES = frozenset(b"static extern register auto typedef".split())
STORAGE = CLASSES | {b"inline"}
#: Storage classes, qualifiers and function specifiers: any number in a declaration, none of them a
#: type.
SPECIFIER = frozenset(
    b"""static extern typedef const volatile inline register auto restrict _Noreturn _Thread_local
    __thread __inline __inline__ __const __const__ __volatile __volatile__ __restrict __restrict__
    __extension__ constexpr thread_local noreturn""".split()
)
#: The qualifiers that a type may have anywhere.
QUALIFIERS = frozenset((b"const", b"volatile"))
#: The words of standard C's types, each of which has one or several.
TYPE_WORDS = frozenset(b"void char short int long float double signed unsigned _Bool bool".split())
#: The built-in type words.
BUILTIN = TYPE_WORDS | frozenset(b"__signed __signed__ _Complex __int128".split())
#: Words that stand for a type together with a parenthesis.
TYPE_OF = frozenset(b"typeof __typeof __typeof__ typeof_unqual _Atomic".split())
#: GNU C's spellings of words, and the plain ones.
PLAIN = {
    b"__const": b"const", b"__const__": b"const", b"__volatile": b"volatile",
    b"__volatile__": b"volatile", b"__inline": b"inline", b"__inline__": b"inline",
    b"__signed": b"signed", b"__signed__": b"signed", b"__alignof__": b"sizeof",
    b"__alignof": b"sizeof",
}  # fmt: skip
#: Words that a tag follows.
TAGGED = frozenset((b"struct", b"union", b"enum"))
#: Words with a parenthesis that qualify a declaration.
ATTRIBUTE = frozenset((b"__attribute__", b"__attribute", b"__declspec", b"_Alignas"))
#: Words that are never the name of a thing.
RESERVED = STATEMENT | OPERATOR | SPECIFIER | BUILTIN | TYPE_OF | TAGGED | ATTRIBUTE
