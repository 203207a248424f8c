using Interleave.Routines;
using KernelText.Programs;
using KernelText.Types;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>How long memory lasts.</summary>
internal enum BlockKind
{
    /// <summary>For ever: global variables, and statics of functions.</summary>
    Static,

    /// <summary>From its allocation until it is freed.</summary>
    Heap,

    /// <summary>Until the function returns whose local it is.</summary>
    Local,
}

/// <summary>Memory that the model has no class for, and what its type says of it.</summary>
/// <param name="name">What traces call it.</param>
/// <param name="origin">What tells it from others of that name: the file that defines it, the allocation, the
/// frame.</param>
/// <param name="kind">How long it lasts.</param>
/// <param name="type">What is in it; null if that is not known.</param>
/// <param name="size">Bytes.</param>
internal sealed class GenericBlock(string name, string origin, BlockKind kind, CType? type, long size) : IImmutable
{
    /// <summary>The size of what only has an address: its type is not defined in what is read.</summary>
    public const long UnknownSize = -1;

    /// <summary>What traces call it.</summary>
    public string Name { get; } = name;

    /// <summary>How long it lasts.</summary>
    public BlockKind Kind { get; } = kind;

    /// <summary>Bytes; <see cref="UnknownSize"/> if nobody can access it.</summary>
    public long Size { get; } = size;

    /// <summary>Equal for equal blocks of one program, in every process.</summary>
    public string Key { get; } = $"{name} {origin} {kind} {size}";

    /// <summary>The block whose life is this one's as well.</summary>
    public string LifeKey { get; private init; } = $"{name} {origin} {kind} {size}";

    /// <summary>It is another CPU's copy of a block, and has no life of its own.</summary>
    public bool IsCopy => LifeKey != Key;

    /// <summary>A global variable's first value; null for other memory.</summary>
    public GlobalObject? Global { get; private init; }

    /// <summary>It is allocated with zeros in it.</summary>
    public bool IsZeroed { get; init; }

    /// <summary>The block of a global variable.</summary>
    public static GenericBlock Of(GlobalObject global) =>
        new(global.Symbol.Name, global.Symbol.File, BlockKind.Static, global.Type, global.Type.Size ?? UnknownSize)
        {
            Global = global,
        };

    /// <summary>A CPU's copy of per-CPU memory: the first CPU's is the block itself.</summary>
    public GenericBlock OnCpu(int cpu) =>
        cpu == 0
            ? this
            : new($"{Name} of CPU {cpu}", origin, Kind, type, Size)
            {
                Global = Global,
                IsZeroed = IsZeroed,
                LifeKey = Key,
            };

    /// <summary>The text's name for a place in it.</summary>
    public string NameAt(long offset) =>
        PathAt(type, offset) is { Length: > 0 } path ? $"{Name}{(path[0] == '[' ? "" : ".")}{path}"
        : offset == 0 ? Name
        : $"{Name}+{offset}";

    /// <summary>A struct of a name begins at a place.</summary>
    public bool HasAt(string name, long offset) => HasAt(type, name, offset);

    /// <summary>What is in a word when the block's life begins; null for memory that nobody has written.</summary>
    /// <exception cref="MeaninglessException">The text does not say.</exception>
    public Value? InitialOf(TextWorld world, long offset, int bytes)
    {
        if (Global is null)
        {
            return IsZeroed ? default(Value) : null;
        }

        if (Global.WhyUnknown is { } why)
        {
            throw new MeaninglessException(why);
        }

        var number = 0UL;
        foreach (var initial in Global.Values)
        {
            var end = initial.Offset + initial.Kind.Bytes;
            if (initial.Offset >= offset + bytes || end <= offset)
            {
                continue;
            }

            if (initial.Offset == offset && initial.Kind.Bytes == bytes)
            {
                return ValueOf(world, initial);
            }

            if (initial.Symbol is not null)
            {
                throw new MeaninglessException($"the {bytes}-byte initial value at {NameAt(offset)}");
            }

            for (var at = Math.Max(offset, initial.Offset); at < Math.Min(offset + bytes, end); at++)
            {
                number |=
                    (((ulong)initial.Number >> (int)(8 * (at - initial.Offset))) & 0xff) << (int)(8 * (at - offset));
            }
        }

        return Value.Of(new ScalarKind((byte)bytes, true).Normalise((long)number));
    }

    private static Value ValueOf(TextWorld world, InitialValue initial) =>
        initial.Symbol is not { } symbol ? Value.Of(initial.Number)
        : initial.IsFunction ? Value.To(world.FunctionObject(symbol), initial.Number)
        : world.GlobalAddress(symbol) is var address ? address with { Number = address.Number + initial.Number }
        : default;

    private static bool HasAt(CType? type, string name, long offset) =>
        type switch
        {
            RecordType record when offset == 0 && record.Name == name => true,
            RecordType { Layout: { } layout } => layout.Members.Any(m =>
                offset >= m.Offset && offset < m.Offset + (m.Type.Size ?? 0) && HasAt(m.Type, name, offset - m.Offset)
            ),
            ArrayType { Element: { Size: > 0 and var size } element } => HasAt(element, name, offset % size),
            _ => false,
        };

    private static string PathAt(CType? type, long offset) =>
        type switch
        {
            RecordType { Layout: { OnlyScalar: null } layout } when offset >= 0 && offset < layout.Size =>
                layout.PathAt((int)offset),
            ArrayType { Element: { Size: > 0 and var size } element } when offset >= 0 =>
                $"[{offset / size}]{(PathAt(element, offset % size) is { Length: > 0 } path ? "." + path : "")}",
            _ => "",
        };
}
