namespace KernelText.Mutation;

/// <summary>How an instruction of a flow graph is changed.</summary>
public enum GraphOperator
{
    /// <summary>A branch goes the other way.</summary>
    Negate,

    /// <summary>A store, or a call whose result nobody reads, is left out.</summary>
    LeaveOut,

    /// <summary>A constant that is stored, compared with or given to a call is one more.</summary>
    OneMore,

    /// <summary>A store, or a call whose result nobody reads, changes places with the next one in its block.</summary>
    Swap,

    /// <summary>
    /// Calls that belong together (a lock is taken and dropped, a section entered and left) are all left out of the
    /// function: one without the other would show nothing but that.
    /// </summary>
    LeaveOutAll,
}
