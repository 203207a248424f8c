using System.Collections.Immutable;
using PgmapCheck.Selection;

namespace PgmapCheck.Confirmation;

/// <summary>What the catalogue claims about a bug in one place: a kernel has it, and its twin does not.</summary>
/// <param name="Bug">The bug.</param>
/// <param name="Kernel">A kernel that has it.</param>
/// <param name="Scenario">Where it shows.</param>
/// <param name="Properties">What it breaks there.</param>
/// <param name="Broken">What must break them; null if there is no such case.</param>
/// <param name="Twin">The same scenario on a kernel without the bug; null if there is none.</param>
internal sealed record Claim(
    BugEntry Bug, string Kernel, string Scenario, ImmutableArray<string> Properties, Subject? Broken, Subject? Twin);
