using System.Collections.Immutable;
using Interleave.Memory;
using Interleave.Routines;
using LitmusMachine.Threads;

namespace LitmusMachine.Programs;

/// <summary>A thread of a test, and where it leaves what its registers hold at its end.</summary>
/// <param name="Code">Its instructions.</param>
/// <param name="Moves">What it may do.</param>
/// <param name="Results">For each register that is looked at, where.</param>
internal sealed record BoundThread(
    ThreadCode Code,
    ThreadMoves Moves,
    ImmutableArray<(int Register, Resource Result)> Results
) : IImmutable
{
    /// <summary>Leaves them.</summary>
    public void End(TestMachine machine, ThreadState state)
    {
        foreach (var (register, result) in Results)
        {
            machine.Machine.Hold(result, state.Registers[register]);
        }

        machine.Machine.Hold(machine.Ended);
    }
}
