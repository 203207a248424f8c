namespace Interleave.Mutation;

/// <summary>How a step is changed.</summary>
internal enum StepOperator
{
    /// <summary>It is not taken: nothing is written, freed or begun; a read-modify-write returns what it
    /// finds.</summary>
    Drop,

    /// <summary>It writes, adds or reads one more.</summary>
    OneMore,

    /// <summary>It adds twice what it should.</summary>
    Twice,

    /// <summary>A conditional write is made whatever the cell contains, and says so.</summary>
    Always,

    /// <summary>A conditional write is never made, and says so.</summary>
    Never,

    /// <summary>A conditional write is not made, and says that it was.</summary>
    Pretend,

    /// <summary>A read finds 0.</summary>
    ReadZero,

    /// <summary>It does not wait for its condition.</summary>
    NoWait,

    /// <summary>The lock does not lock: neither this step nor any other takes or drops it.</summary>
    NoLock,

    /// <summary>The section does not protect: the routine neither enters nor leaves it.</summary>
    NoSection,

    /// <summary>The call is left out. What the callee notes before its first step stays noted.</summary>
    LeaveOut,

    /// <summary>The step or call changes places with the one after it in the same routine, where that does not need its
    /// result.</summary>
    Swap,
}
