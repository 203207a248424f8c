using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave.Routines;
using KernelText.Flow;
using KernelText.Programs;
using PgmapCheck.Model.Text.Bindings;
using PgmapCheck.Model.Text.Interpretation;
using PgmapCheck.Model.Text.Objects;
using PgmapCheck.Model.Text.Primitives;
using PgmapCheck.Model.Text.Values;

namespace PgmapCheck.Model.Text;

/// <summary>
/// The functions of one kernel tree, ready to run, and a record of what was run. May be used from several threads, and
/// by any number of kernels that are booted with it.
/// </summary>
public sealed class TextCode : IImmutable
{
    private readonly ConcurrentDictionary<Symbol, TextFunction> _functions = [];
    private readonly ConcurrentDictionary<string, TextFunction?> _named = [];
    private readonly ConcurrentDictionary<StructBinding, BoundMembers> _members = [];
    private readonly ConcurrentDictionary<string, FlowFunction> _reached = [];
    private readonly ConcurrentDictionary<string, bool> _primitives = [];

    /// <summary>Takes functions out of a program that was made with <see cref="Meanings"/>.</summary>
    public TextCode(TextProgram program) => Program = program;

    /// <summary>What names mean that are not read from the text.</summary>
    public static KernelText.Meanings.IMeanings Meanings { get; } = new PrimitiveMeanings();

    /// <summary>The tree's functions, types and objects.</summary>
    public TextProgram Program { get; }

    /// <summary>The functions that were run so far, by name.</summary>
    public ImmutableArray<FlowFunction> Functions => [.. _reached.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>The names that were reached so far and have a meaning of their own.</summary>
    public ImmutableArray<string> PrimitivesReached => [.. _primitives.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Declares what the text needs beside a kernel's objects.</summary>
    public object Boot(Kernel.Linux linux) => new TextWorld(linux, this);

    /// <summary>Memory that the text uses and the model has no object for.</summary>
    internal GenericMemory Generic { get; } = new();

    /// <summary>A function by name.</summary>
    /// <exception cref="MeaninglessException">The tree has no such function.</exception>
    internal TextFunction Function(string name) =>
        Find(name) ?? throw new MeaninglessException($"the tree has no function {name}");

    /// <summary>A function by name; null if the tree has none.</summary>
    internal TextFunction? Find(string name) =>
        _named.GetOrAdd(name, n => Program.Find(n) is { } flow ? Function(flow.Symbol) : null);

    /// <summary>A function that the text refers to.</summary>
    internal TextFunction Function(Symbol symbol) => _functions.GetOrAdd(symbol, s => new(Program.Function(s)));

    /// <summary>True if the tree has all of these functions.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first of several names that the tree has: what one function was called over the years.</summary>
    public string? FirstOf(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Find(name) is not null)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Where a binding's members are in this tree.</summary>
    internal BoundMembers Members(StructBinding binding) =>
        _members.GetOrAdd(
            binding,
            b => new BoundMembers(
                b,
                b.Struct.StartsWith("struct ", StringComparison.Ordinal) ? Program.Record(b.Struct) : null
            )
        );

    /// <summary>An enumerator or a macro that is a number.</summary>
    /// <exception cref="MeaninglessException">The tree has no such name.</exception>
    internal long Number(string name) =>
        Program.Number(name) ?? throw new MeaninglessException($"the tree has no number {name}");

    /// <summary>Notes that a function runs.</summary>
    internal void Reached(TextFunction function) => _reached.TryAdd(function.Name, function.Flow);

    /// <summary>Notes that a name with a meaning is used.</summary>
    internal void Reached(string primitive) => _primitives.TryAdd(primitive, true);
}
