using System.Collections.Immutable;
using Interleave.Memory;

namespace Interleave.Programs;

/// <summary>A fiber that can never run again.</summary>
/// <param name="Name">The fiber.</param>
/// <param name="On">The cell whose value it waits for.</param>
/// <param name="What">What it waits for, in words.</param>
/// <param name="Routines">The routines it is in, outermost first.</param>
public sealed record BlockedFiber(string Name, Cell On, string What, ImmutableArray<string> Routines);
