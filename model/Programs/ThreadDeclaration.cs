using System.Collections.Immutable;

namespace PgmapCheck.Model.Programs;

/// <summary>A thread of a program.</summary>
/// <param name="Name">What traces call it.</param>
/// <param name="Holds">What it holds at first.</param>
/// <param name="Calls">What it does, in this order.</param>
public sealed record ThreadDeclaration(string Name, ImmutableArray<Holding> Holds, ImmutableArray<Call> Calls);
