using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Interleave.Routines;
using Interleave.Violations;
using PgmapCheck.Model.Kernel;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text.Objects;

/// <summary>
/// C's words of up to 64 bits, and pointers, in the 32 bits that a cell has. Small numbers are themselves. An address
/// is the number of its object and the offset; a large number is written in the same way, as the distance from a round
/// one. So adding to a word adds to what it stands for.
/// </summary>
internal sealed class PointerTable : IImmutable
{
    private const int Direct = 1 << 29;
    private const int First = 1 << 30;
    private const int OffsetBits = 18;
    private const int Bias = 1 << (OffsetBits - 1);
    private const int MaxOffset = Bias / 2;
    private const int MaxTargets = 1 << (30 - OffsetBits);
    private const int Uninitialised = int.MinValue;
    private const string Base = "#";

    private readonly GenericMemory _memory;
    private readonly ImmutableArray<string> _names;
    private readonly FrozenDictionary<string, int> _numbers;
    private readonly ConcurrentDictionary<int, MemoryObject> _objects = [];

    private PointerTable(GenericMemory memory, ImmutableArray<string> names)
    {
        _memory = memory;
        _names = names;
        _numbers = names.Select((name, i) => (name, i)).ToFrozenDictionary(p => p.name, p => p.i);
    }

    /// <summary>The table of one machine.</summary>
    /// <param name="memory">Notes what it lacks.</param>
    /// <param name="world">The machine's.</param>
    /// <param name="targets">What is pointed to, as objects of any machine.</param>
    public static PointerTable Of(
        GenericMemory memory,
        TextWorld world,
        IReadOnlyDictionary<string, MemoryObject?> targets
    )
    {
        var table = new PointerTable(memory, [.. targets.Keys.Order(StringComparer.Ordinal)]);
        foreach (var (name, target) in targets)
        {
            if (target?.In(world) is { } here)
            {
                table._objects[table._numbers[name]] = here;
            }
        }

        return table;
    }

    /// <summary>The first value of a word's cell. What it points to that has no number yet gets one when the word is
    /// used.</summary>
    public int Initial(GenericBlock block, TextWorld world, GenericWord word) =>
        block.InitialOf(world, word.Offset, word.Bytes) is { } value ? Encode(value) : Uninitialised;

    /// <summary>The cell's value for one of C.</summary>
    /// <exception cref="MachineGrowsException">The object has no number yet.</exception>
    /// <exception cref="MeaninglessException">It points too far out of its object.</exception>
    public int Encode(Value value)
    {
        if (value is { IsAddress: false, Number: >= -Direct and < Direct })
        {
            return (int)value.Number;
        }

        if (value.Object is StackObject { Local: not null } local)
        {
            throw _memory.NeedShared(local);
        }

        var (name, offset) = value.Object is { } target ? (target.Identity, value.Number) : Round(value.Number);
        if (offset is < -MaxOffset or > MaxOffset)
        {
            throw new MeaninglessException($"{value} is too far from the object to be stored");
        }

        if (!_numbers.TryGetValue(name, out var number) || number >= MaxTargets)
        {
            throw _memory.NeedTarget(name, value.Object);
        }

        if (value.Object is not null)
        {
            _objects.TryAdd(number, value.Object);
        }

        return First + (number << OffsetBits) + Bias + (int)offset;
    }

    /// <summary>What a cell's value stands for.</summary>
    /// <param name="word">The cell's value.</param>
    /// <param name="name">The word, for messages.</param>
    /// <exception cref="ViolationException">Nobody has written there.</exception>
    /// <exception cref="MeaninglessException">So much was added that it cannot be told any more.</exception>
    public Value Decode(int word, string name)
    {
        if (word is >= -Direct and < Direct)
        {
            return Value.Of(word);
        }

        if (word < First)
        {
            throw IsUninitialised(word)
                ? new ViolationException(
                    new Violation(
                        ViolationKind.Assertion,
                        KernelRules.NoUninitialisedReads,
                        $"{name} is read and was never written"
                    )
                )
                : new MeaninglessException($"the number in {name} has left the range that a cell has");
        }

        var (number, offset) = ((word - First) >> OffsetBits, (word & ((1 << OffsetBits) - 1)) - Bias);
        if (offset is < -MaxOffset or > MaxOffset || number >= _names.Length)
        {
            throw new MeaninglessException($"the number in {name} has left the range that a cell has");
        }

        return _names[number].StartsWith(Base, StringComparison.Ordinal)
                ? Value.Of(long.Parse(_names[number].AsSpan(1), CultureInfo.InvariantCulture) + offset)
            : _objects.TryGetValue(number, out var target) ? Value.To(target, offset)
            : throw new MeaninglessException($"{name} points to {_names[number]}, which this machine has not met");
    }

    /// <summary>Nobody has written the word, or has only added to what nobody has written.</summary>
    public static bool IsUninitialised(int word) => word - Uninitialised is >= 0 and < Direct;

    /// <summary>The identity of the object that a cell's value points into; null for a number.</summary>
    public string? TargetOf(int word)
    {
        var number = (word - First) >> OffsetBits;
        return word >= First && number < _names.Length && !_names[number].StartsWith(Base, StringComparison.Ordinal)
            ? _names[number]
            : null;
    }

    /// <summary>What traces print for a cell's value.</summary>
    public string Format(int word)
    {
        try
        {
            return Decode(word, "it").ToString();
        }
        catch (Exception e) when (e is ViolationException or MeaninglessException)
        {
            return "not initialised";
        }
    }

    private static (string Name, long Offset) Round(long number)
    {
        var round = unchecked(number + MaxOffset) >> (OffsetBits - 1) << (OffsetBits - 1);
        return (string.Create(CultureInfo.InvariantCulture, $"{Base}{round}"), unchecked(number - round));
    }
}
