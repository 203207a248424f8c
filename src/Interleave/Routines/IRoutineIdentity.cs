namespace Interleave.Routines;

/// <summary>
/// Where an interpreter is in the routine that it interprets. A frame of the interpreter that keeps such an object is
/// called what it says; there must be one object for each place.
/// </summary>
public interface IRoutineIdentity : IImmutable
{
    /// <summary>What traces call the routine, and properties ask for.</summary>
    string Name { get; }

    /// <summary>Where it is in its source: <c>file:line</c>.</summary>
    string Place { get; }
}
