using System.Collections.Concurrent;
using System.Collections.Immutable;
using Interleave.Routines;
using KernelText.Flow;

namespace PgmapCheck.Model.Text;

/// <summary>What of a tree was run. May be written and read by several threads.</summary>
/// <param name="whole">What is noted here is noted there as well; null for nowhere.</param>
public sealed class TextUse(TextUse? whole = null) : IImmutable
{
    private readonly ConcurrentDictionary<FlowFunction, bool> _functions = [];
    private readonly ConcurrentDictionary<string, bool> _names = [];
    private readonly ConcurrentDictionary<(Symbol, int), bool> _instructions = [];
    private readonly ConcurrentDictionary<(FlowFunction, int), bool> _reached = [];

    /// <summary>Whether to note each instruction that is run, but for those that change nothing, or the thread's own
    /// stack; a little slower.</summary>
    public bool HasInstructions { get; init; }

    /// <summary>The functions that were run so far, by name.</summary>
    public ImmutableArray<FlowFunction> Functions =>
        [
            .. _functions
                .Keys.OrderBy(f => f.Name, StringComparer.Ordinal)
                .ThenBy(f => f.Place.File, StringComparer.Ordinal),
        ];

    /// <summary>True if no function of the tree was run: what came of it says nothing about the tree.</summary>
    public bool IsEmpty => _functions.IsEmpty;

    /// <summary>True if anything was run, of the tree or of a harness.</summary>
    public bool HasRun => !_reached.IsEmpty || !_functions.IsEmpty;

    /// <summary>The names with a meaning of their own that were called so far.</summary>
    public ImmutableArray<string> Called => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The names in those functions that are ignored, a number, or their argument: nothing calls
    /// them.</summary>
    public ImmutableArray<string> Assumed =>
        [.. _functions.Keys.SelectMany(f => f.Assumed).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether an instruction was run, if they are noted.</summary>
    public bool Has(Symbol function, int instruction) =>
        _instructions.ContainsKey((function, instruction)) || _instructions.ContainsKey((function, ~instruction));

    /// <summary>Whether an instruction was run, if they are noted, and if it is a branch, was taken or not.</summary>
    public bool Has(FlowFunction function, int instruction, bool isTaken) =>
        _instructions.ContainsKey(
            (function.Symbol, function.Code[instruction] is Branch && !isTaken ? ~instruction : instruction)
        );

    /// <summary>Notes that an instruction is run: its index, or the complement for a branch that is not
    /// taken.</summary>
    internal void Add(Symbol function, int instruction) => _instructions.TryAdd((function, instruction), true);

    /// <summary>A thread got to an instruction of a function. Noted in harnesses alone.</summary>
    public bool HasReached(FlowFunction function, int instruction) => _reached.ContainsKey((function, instruction));

    /// <summary>Notes that a thread gets to an instruction.</summary>
    internal void Reach(FlowFunction function, int instruction) => _reached.TryAdd((function, instruction), true);

    /// <summary>The instructions of a function that threads got to, in order. Noted in harnesses alone.</summary>
    public ImmutableArray<int> ReachedIn(FlowFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return [.. Enumerable.Range(0, function.Code.Length).Where(i => HasReached(function, i))];
    }

    /// <summary>Notes that another run of the same case has run a function.</summary>
    /// <param name="function">Which.</param>
    /// <param name="reached">The instructions that threads got to there; others than it has are left out.</param>
    public void Note(FlowFunction function, ImmutableArray<int> reached)
    {
        ArgumentNullException.ThrowIfNull(function);
        Add(function);
        foreach (var instruction in reached)
        {
            if (instruction >= 0 && instruction < function.Code.Length)
            {
                Reach(function, instruction);
            }
        }
    }

    /// <summary>Notes that another run of the same case has called a name with a meaning.</summary>
    public void Note(string name) => Add(name);

    /// <summary>Notes that a function runs.</summary>
    internal void Add(FlowFunction function)
    {
        if (!_functions.ContainsKey(function) && _functions.TryAdd(function, true))
        {
            whole?.Add(function);
        }
    }

    /// <summary>Notes that a name with a meaning is called.</summary>
    internal void Add(string name)
    {
        if (!_names.ContainsKey(name) && _names.TryAdd(name, true))
        {
            whole?.Add(name);
        }
    }
}
