using Interleave.Violations;

namespace Interleave.Memory;

/// <summary>
/// Who runs a program's fibers, and takes the steps that they announce: a search, threads, a test runner. Routines, and
/// what they touch, know nothing else of it.
/// </summary>
internal interface IFiberHost : IEngineObject
{
    /// <summary>True once the first fiber has begun to run: from then on nothing may be declared.</summary>
    bool HasBegun { get; }

    /// <summary>True if the step just announced was taken at once, so that the routine need not suspend.</summary>
    bool IsStepTaken { get; }

    /// <summary>What the step returned whose awaiter asks for it.</summary>
    int StepResult { get; }

    /// <summary>True if a barrier is a step here; where memory has its order anyway it is none.</summary>
    bool HasStepFor(MemoryBarrier barrier);

    /// <summary>The running fiber is about to await this step.</summary>
    void Announce(in Operation operation);

    /// <summary>The running fiber awaits its step in <paramref name="activation"/>.</summary>
    void Suspended(IActivation activation);

    /// <summary>How many of a resource the running fiber holds.</summary>
    int Holds(Resource resource);

    /// <summary>Changes what the running fiber holds.</summary>
    /// <returns>How many it holds now.</returns>
    int ChangeHolding(Resource resource, int change);

    /// <summary>Reports a violation in the step just taken; the first one of a step counts.</summary>
    void Fail(Violation violation);
}

/// <summary>Something a routine may await: an announced step, or another routine.</summary>
internal interface ISuspension
{
    /// <summary>Who runs the awaiting routine.</summary>
    IFiberHost Host { get; }

    /// <summary>Called once, when <paramref name="activation"/> suspends on this.</summary>
    void SuspendIn(IActivation activation);
}

/// <summary>An activation of a routine that has suspended.</summary>
internal interface IActivation;

/// <summary>Marks the engine's own objects: routines may refer to them, and what changes in them is the engine's
/// memory.</summary>
internal interface IEngineObject;
