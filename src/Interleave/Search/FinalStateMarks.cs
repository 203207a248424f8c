using System.Collections.Immutable;
using System.Globalization;
using Interleave.Execution.States;
using Interleave.Routines;

namespace Interleave.Search;

/// <summary>Hashes of final states that do not depend on the order in which a process met anything.</summary>
/// <param name="isSymmetric">True if states that differ in which of equal fibers did what are one.</param>
internal sealed class FinalStateMarks(bool isSymmetric)
{
    private readonly HashSet<ulong> _marks = [];

    public ImmutableSortedSet<ulong> All => [.. _marks];

    public void Add(ProgramState execution)
    {
        var fibers = Enumerable.Range(0, execution.FiberCount).Select(fiber => Describe(execution.LocalState(fiber)));
        _marks.Add(
            (ulong)
                StableHash.Of(
                    string.Join(
                        ',',
                        execution.Memory.ToArray().Select(static value => value.ToString(CultureInfo.InvariantCulture))
                    )
                        + ";"
                        + string.Join(';', isSymmetric ? fibers.Order(StringComparer.Ordinal) : fibers)
                )
        );
    }

    private static string Describe(LocalState state) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{state.IsDaemon} {state.Operation.Kind} {state.Operation.Location} {state.Operation.A} "
        )
        + string.Join('>', state.Stack.Select(static frame => frame.MethodName))
        + string.Concat(
            state.Holdings.All.Select(static held =>
                string.Create(CultureInfo.InvariantCulture, $" {held.Resource}x{held.Count}")
            )
        );
}
