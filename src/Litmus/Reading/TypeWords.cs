using System.Collections.Frozen;

namespace Litmus.Reading;

/// <summary>Types as declarations of litmus files name them.</summary>
internal static class TypeWords
{
    private static readonly FrozenSet<string> s_words = FrozenSet.ToFrozenSet([
        "int",
        "char",
        "long",
        "short",
        "unsigned",
        "signed",
        "bool",
        "void",
        "volatile",
        "const",
        "struct",
        "intptr_t",
        "uintptr_t",
        "size_t",
        "u8",
        "u16",
        "u32",
        "u64",
        "s8",
        "s16",
        "s32",
        "s64",
        "atomic_t",
        "atomic_long_t",
        "atomic64_t",
        "spinlock_t",
        "raw_spinlock_t",
        "static",
        "extern",
    ]);

    /// <summary>Whether a word begins a type or goes on with one.</summary>
    public static bool Has(string word) => s_words.Contains(word);

    /// <summary>Reads a type with its stars, and returns its last word; empty if there is none.</summary>
    public static string Read(LitmusScanner scanner)
    {
        var type = "";
        while (Has(scanner.Word))
        {
            var word = scanner.Next();
            type = word == "struct" ? scanner.Name("the name of a struct") : word;
        }

        if (type.Length > 0)
        {
            while (scanner.Take("*")) { }
        }

        return type;
    }
}
