using Interleave.Execution.States;
using Interleave.Programs;
using Interleave.Violations;

namespace Interleave.Traces;

/// <summary>What a livelock is called.</summary>
internal static class Livelock
{
    /// <summary>The violation, in words: who goes round, and who gets nowhere beside them.</summary>
    /// <param name="machine">The program.</param>
    /// <param name="execution">In a state of the cycle.</param>
    /// <param name="moved">The fibers that take steps in the cycle.</param>
    public static Violation Of(Machine machine, ProgramState execution, uint moved)
    {
        var going = new List<string>();
        var waiting = new List<string>();
        for (var fiber = 0; fiber < execution.FiberCount; fiber++)
        {
            var definition = machine.Fibers[fiber];
            if ((moved >> fiber & 1) != 0)
            {
                going.Add(definition.Name);
            }
            else if (!definition.IsDaemon && execution.OperationOf(fiber).Kind != Memory.OperationKind.None)
            {
                waiting.Add(definition.Name);
            }
        }

        return new Violation(
            ViolationKind.Livelock,
            EngineRules.FairExecutionsEnd,
            $"{string.Join(", ", going)} {(going.Count == 1 ? "goes" : "go")} round for ever"
                + (
                    waiting.Count == 0
                        ? ""
                        : $", and {string.Join(", ", waiting)} never {(waiting.Count == 1 ? "gets" : "get")} on"
                )
        );
    }
}
