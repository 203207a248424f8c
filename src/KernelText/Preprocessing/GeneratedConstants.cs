using System.Globalization;
using System.Numerics;
using KernelText.Tokens;
using KernelText.Trees;

namespace KernelText.Preprocessing;

/// <summary>
/// The constants that a kernel's build puts into include/generated/bounds.h (kernel/bounds.c), which no tree has:
/// counted in the enumerations that they stand for.
/// </summary>
internal sealed class GeneratedConstants(SourceTree tree, Preprocessor preprocessor)
{
    private static readonly string[] s_largeLocks =
    [
        "CONFIG_DEBUG_SPINLOCK",
        "CONFIG_DEBUG_LOCK_ALLOC",
        "CONFIG_PREEMPT_RT",
    ];

    private readonly Dictionary<string, MacroDefinition?> _known = new(StringComparer.Ordinal);

    public MacroDefinition? Find(string name)
    {
        if (
            name
            is not (
                "MAX_NR_ZONES"
                or "NR_PAGEFLAGS"
                or "NR_CPUS_BITS"
                or "SPINLOCK_SIZE"
                or "LRU_GEN_WIDTH"
                or "__LRU_REFS_WIDTH"
            )
        )
            return null;
        if (_known.TryGetValue(name, out var known))
            return known;
        _known[name] = null;
        return _known[name] = Value(name) is { } value ? new(name, value.ToString(CultureInfo.InvariantCulture)) : null;
    }

    private int? Value(string name)
    {
        var configuration = preprocessor.Configuration;
        switch (name)
        {
            case "MAX_NR_ZONES":
                return Count("include/linux/mmzone.h", "__MAX_NR_ZONES");
            case "NR_PAGEFLAGS":
                return Count("include/linux/page-flags.h", "__NR_PAGEFLAGS");
            case "NR_CPUS_BITS":
                return int.TryParse(
                    configuration.Macro("CONFIG_NR_CPUS"),
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var cpus
                )
                    ? OrderBase2(cpus)
                    : 0;
            case "SPINLOCK_SIZE":
                // What counts is whether it is more than a word, which only debugging aids make of it.
                return Array.Exists(s_largeLocks, configuration.IsBuiltIn) ? 64 : 4;
            case "LRU_GEN_WIDTH":
                return configuration.IsBuiltIn("CONFIG_LRU_GEN") ? OrderBase2(Macro("MAX_NR_GENS") + 1) : 0;
            default:
                return configuration.IsBuiltIn("CONFIG_LRU_GEN") ? Macro("MAX_NR_TIERS") - 2 : 0;
        }
    }

    private static int OrderBase2(int n) => n <= 1 ? 0 : BitOperations.Log2((uint)n - 1) + 1;

    private int Macro(string name) =>
        tree.Find("include/linux/mmzone.h") is { } source
        && preprocessor.Alone(source).Last(name, int.MaxValue)
            is { Definition.Body: [{ Kind: TokenKind.Number } number] }
            ? (int)(Literals.Integer(number.Text)?.Value ?? 0)
            : 0;

    // The value of an enumerator, if none before it in its enumeration has a value of its own.
    private int? Count(string path, string enumerator)
    {
        if (tree.Find(path) is not { } source)
            return null;
        var file = preprocessor.Alone(source);
        var lexer = new Lexer(source, file.Ranges);
        var (count, previous) = (0, default(Token));
        for (var token = lexer.Next(); token.Kind != TokenKind.End; token = lexer.Next())
        {
            if (token.Is("{"))
                count = 0;
            else if (token.Is("="))
                count = int.MinValue;
            else if (token.Kind == TokenKind.Identifier && (previous.Is("{") || previous.Is(",")))
            {
                if (token.Text == enumerator)
                    return count >= 0 ? count : null;
                count++;
            }
            previous = token;
        }
        return null;
    }
}
