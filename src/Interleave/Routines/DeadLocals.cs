namespace Interleave.Routines;

/// <summary>What becomes of locals that a routine will not read again.</summary>
internal enum DeadLocals
{
    /// <summary>They tell local states apart.</summary>
    Kept,

    /// <summary>They are left out.</summary>
    LeftOut,
}
