using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Search;

namespace Interleave;

/// <summary>A fiber that can never run again.</summary>
/// <param name="Name">The fiber.</param>
/// <param name="On">The cell whose value it waits for.</param>
/// <param name="What">What it waits for, in words.</param>
/// <param name="Routines">The routines it is in, outermost first.</param>
public sealed record BlockedFiber(string Name, Cell On, string What, ImmutableArray<string> Routines)
{
    /// <summary>Fibers that have not returned, cannot run, and are not daemons.</summary>
    internal static ImmutableArray<BlockedFiber> AllIn(Execution execution)
    {
        var machine = execution.Machine;
        var blocked = ImmutableArray.CreateBuilder<BlockedFiber>();
        for (var fiber = 0; fiber < execution.FiberCount; fiber++)
        {
            var state = execution.LocalState(fiber);
            if (state.Operation.IsGuarded && !state.IsDaemon && !execution.IsEnabled(fiber))
            {
                blocked.Add(
                    new BlockedFiber(
                        machine.Fibers[fiber].Name,
                        machine.Cells[state.Operation.Location],
                        machine.Describe(state.Operation),
                        [.. state.Stack.Select(frame => frame.Method?.Name ?? frame.MethodName)]
                    )
                );
            }
        }

        return blocked.ToImmutable();
    }
}
