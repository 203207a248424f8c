using System.Threading;
using Interleave.Memory;
using Interleave.Programs;
using Interleave.Routines;
using Interleave.Violations;

namespace Interleave.Hosts.Inline;

/// <summary>Hosts a program's fibers on threads, which take each step when it is announced.</summary>
internal sealed class InlineHost(Machine machine) : IFiberHost
{
    public bool HasBegun => true;

    public bool IsStepTaken => Running.IsStepTaken;

    public int StepResult => Running.StepResult;

    private InlineFiber Running => InlineFiber.RunningOn(machine);

    /// <summary>Never: the processor has a fence for it, which is done here.</summary>
    public bool HasStepFor(MemoryBarrier barrier)
    {
        Interlocked.MemoryBarrier();
        return false;
    }

    public void Announce(in Operation operation) => Running.Take(operation);

    public void Suspended(IActivation activation) => Running.SuspendedIn((Frame)activation);

    public int Holds(Resource resource) => Running.Holdings[resource];

    public int ChangeHolding(Resource resource, int change) => Running.ChangeHolding(resource, change);

    public void Fail(Violation violation) => Running.Fail(violation);
}
