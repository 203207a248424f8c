using System.Collections.Immutable;

namespace Litmus.Verdicts;

/// <summary>An execution, for people to read.</summary>
/// <param name="State">How it ends.</param>
/// <param name="Steps">What its threads do; if the execution is allowed, and as far as that can be, in an order in
/// which what was found had been written.</param>
/// <param name="Axiom">The axiom that forbids it; null if it is allowed.</param>
/// <param name="Cycle">The cycle that the axiom forbids, or two steps that race.</param>
public sealed record Witness(
    string State,
    ImmutableArray<WitnessStep> Steps,
    string? Axiom,
    ImmutableArray<WitnessEdge> Cycle
);

/// <summary>One event of an execution.</summary>
/// <param name="Thread">The thread's number; -1 for the value that a cell holds at first.</param>
/// <param name="Name">What the cycle calls it, such as <c>b</c>.</param>
/// <param name="Text">What it does, such as <c>smp_store_release(y, 1)</c> or <c>R[once] y = 1</c>.</param>
/// <param name="Found">The name of the write that a read found; null for others.</param>
/// <param name="Line">The line of the file; 0 if there is none.</param>
public sealed record WitnessStep(int Thread, string Name, string Text, string? Found, int Line);

/// <summary>One step of a cycle.</summary>
/// <param name="From">The name of an event.</param>
/// <param name="Relation">The relation, by its name in the model.</param>
/// <param name="To">The name of an event.</param>
public readonly record struct WitnessEdge(string From, string Relation, string To);
