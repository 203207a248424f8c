using System.Collections.Concurrent;
using Interleave.Routines;
using KernelText.Flow;
using KernelText.Mutation;
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
    private readonly ConcurrentDictionary<string, long> _numbers = [];
    private readonly ConcurrentDictionary<(string, string), long> _offsets = [];
    private readonly GraphMutation? _mutation;

    /// <summary>Takes functions out of a program that was made with <see cref="Meanings"/>.</summary>
    public TextCode(TextProgram program)
        : this(program, PrimitiveTable.Protocol) { }

    /// <summary>The same for a program that was made with other meanings.</summary>
    internal TextCode(TextProgram program, IPrimitives primitives) =>
        (Program, Primitives, Use, Generic) = (program, primitives, new TextUse(), new GenericMemory());

    /// <summary>The same with a change of one function.</summary>
    public TextCode(TextProgram program, GraphMutation mutation)
        : this(program) => _mutation = mutation;

    private TextCode(TextCode other)
    {
        (_functions, _named, _members, _mutation) = (other._functions, other._named, other._members, other._mutation);
        (_numbers, _offsets) = (other._numbers, other._offsets);
        // What one case makes known of memory would change the steps of another.
        (Program, Primitives, Use, Generic) = (
            other.Program,
            other.Primitives,
            new TextUse(other.Use),
            other.Generic.Forgotten()
        );
    }

    private TextCode(TextCode other, GraphMutation mutation)
    {
        (Program, Primitives, Use, Generic, _mutation) = (
            other.Program,
            other.Primitives,
            new TextUse(),
            new GenericMemory(other.Generic),
            mutation
        );
    }

    /// <summary>The same functions but for a change of one of them.</summary>
    public TextCode With(GraphMutation mutation) => new(this, mutation);

    /// <summary>What names mean that are not read from the text.</summary>
    public static KernelText.Meanings.IMeanings Meanings { get; } = new PrimitiveMeanings(PrimitiveTable.Protocol);

    /// <summary>The tree's functions, types and objects.</summary>
    public TextProgram Program { get; }

    /// <summary>What was run of it.</summary>
    public TextUse Use { get; private init; }

    /// <summary>The same functions, with a record that has each instruction.</summary>
    public TextCode RecordedByInstruction() => new(this) { Use = new TextUse { HasInstructions = true } };

    /// <summary>
    /// What calls that come in pairs have in common, such as the lock that they take and drop; null for all others.
    /// </summary>
    public static string? PairOf(Call call) =>
        call.IsPrimitive && Pairs.Find(call.Callee.Name) is { } pair
            ? $"{pair} {call.Texts.FirstOrDefault()}".Trim()
            : null;

    /// <summary>
    /// The same functions, for one case: with a record of its own of what is run, which this one's has as well, and
    /// with memory of its own for what the model has no object for.
    /// </summary>
    public TextCode Recorded() => new(this);

    /// <summary>Declares what the text needs beside a kernel's objects.</summary>
    public object Boot(Kernel.Linux linux) => new TextWorld(linux, this);

    /// <summary>What names mean that are not read from the text.</summary>
    internal IPrimitives Primitives { get; }

    /// <summary>Memory that the text uses and the model has no object for.</summary>
    internal GenericMemory Generic { get; }

    /// <summary>A function by name.</summary>
    /// <exception cref="MeaninglessException">The tree has no such function.</exception>
    internal TextFunction Function(string name) =>
        Find(name) ?? throw new MeaninglessException($"the tree has no function {name}");

    /// <summary>A function by name; null if the tree has none.</summary>
    internal TextFunction? Find(string name) =>
        _named.GetOrAdd(name, n => Program.Find(n) is { } flow ? Function(flow.Symbol) : null);

    /// <summary>A function that the text refers to.</summary>
    internal TextFunction Function(Symbol symbol) =>
        _functions.GetOrAdd(symbol, s => new(Changed(Program.Function(s))));

    /// <summary>True if the tree has all of these functions.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!Program.Defines(name))
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
            if (Program.Defines(name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Where a binding's members are in this tree.</summary>
    internal BoundMembers Members(StructBinding binding) =>
        _members.GetOrAdd(binding, b => new BoundMembers(b, Program.Record));

    /// <summary>An enumerator or a macro that is a number.</summary>
    /// <exception cref="MeaninglessException">The tree has no such name.</exception>
    internal long Number(string name) =>
        _numbers.GetOrAdd(
            name,
            n => Program.Number(n) ?? throw new MeaninglessException($"the tree has no number {n}")
        );

    /// <summary>Bytes from the beginning of a struct of the tree to a member.</summary>
    /// <exception cref="MeaninglessException">There is no such member.</exception>
    internal long Offset(string of, string path) =>
        _offsets.GetOrAdd(
            (of, path),
            m =>
                Program.Record(m.Item1)?.Layout is { } layout && BoundMembers.OffsetOf(layout, m.Item2) is { } offset
                    ? offset
                    : throw new MeaninglessException($"the tree's {m.Item1} has no member {m.Item2}")
        );

    private FlowFunction Changed(FlowFunction flow) =>
        _mutation?.Function == flow.Symbol ? _mutation.Apply(flow, PairOf) : flow;
}
