using System.Collections.Immutable;

namespace Litmus.Programs;

/// <summary>A litmus test: threads that share cells, and a question about the states in which they can end.</summary>
public sealed record LitmusTest
{
    /// <summary>Its name, as the file's first line has it.</summary>
    public required string Name { get; init; }

    /// <summary>What is shared; an <see cref="Address"/> names one by its index.</summary>
    public required ImmutableArray<LitmusCell> Cells { get; init; }

    /// <summary>The threads.</summary>
    public required ImmutableArray<LitmusThread> Threads { get; init; }

    /// <summary>What is said of <see cref="Condition"/>.</summary>
    public Quantifier Quantifier { get; init; } = Quantifier.Exists;

    /// <summary>What is asked of final states.</summary>
    public Condition Condition { get; init; } = Condition.True;

    /// <summary>Executions that end otherwise are not looked at.</summary>
    public Condition Filter { get; init; } = Condition.True;

    /// <summary>What else is shown of final states.</summary>
    public ImmutableArray<Term> Shown { get; init; } = [];

    /// <summary>What the file says the result is, such as <c>Never</c> or <c>Sometimes DATARACE</c>; null if it says
    /// nothing.</summary>
    public string? Expected { get; init; }

    /// <summary>True if a thread has plain accesses, for which data races are looked for.</summary>
    public bool HasPlainAccesses =>
        Threads.Any(thread =>
            thread.Code.Any(i => i is Load { Marking: Marking.Plain } or Store { Marking: Marking.Plain })
        );

    /// <summary>The terms that a state is known by: those of the condition and the filter, and what is shown
    /// besides.</summary>
    public ImmutableArray<Term> Observed =>
        [
            .. Condition
                .Terms.Concat(Filter.Terms)
                .Concat(Shown)
                .Where(term => term is not ConstantTerm)
                .Distinct()
                .OrderBy(term => term is RegisterTerm ? 0 : 1)
                .ThenBy(term => (term as RegisterTerm)?.Thread ?? 0)
                .ThenBy(term => term.Name, StringComparer.Ordinal),
        ];
}

/// <summary>One word that threads share.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Initial">What it holds at first.</param>
/// <param name="Kind">What it is for.</param>
public sealed record LitmusCell(string Name, int Initial = 0, CellKind Kind = CellKind.Data);

/// <summary>What a cell is for.</summary>
public enum CellKind
{
    /// <summary>A variable.</summary>
    Data,

    /// <summary>A spinlock.</summary>
    Lock,

    /// <summary>A <c>struct srcu_struct</c>.</summary>
    Srcu,
}

/// <summary>A thread.</summary>
/// <param name="Number">Its number: 0 for <c>P0</c>.</param>
/// <param name="Registers">The names of its registers; what has no name in the file begins with <c>$</c>.</param>
/// <param name="Code">Its instructions; it ends behind the last.</param>
/// <param name="Initial">What its registers hold at first.</param>
public sealed record LitmusThread(
    int Number,
    ImmutableArray<string> Registers,
    ImmutableArray<Instruction> Code,
    ImmutableArray<int> Initial
);

/// <summary>What is said of a test's condition.</summary>
public enum Quantifier
{
    /// <summary>Some execution ends so.</summary>
    Exists,

    /// <summary>None does.</summary>
    NotExists,

    /// <summary>All do.</summary>
    ForAll,
}
