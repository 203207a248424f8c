using Interleave.Programs;

namespace Interleave.Violations;

/// <summary>A property that does not hold, and how it shows.</summary>
/// <param name="Kind">What kind of property.</param>
/// <param name="Property">Its name: violations of one program with the same name are one finding.</param>
/// <param name="Explanation">One line about this state: which object, which values.</param>
public sealed record Violation(ViolationKind Kind, string Property, string Explanation);

/// <summary>What kind of property a violation breaks.</summary>
public enum ViolationKind
{
    /// <summary>A property that must hold in every state.</summary>
    Always,

    /// <summary>A property that must hold when all fibers have returned.</summary>
    AtEnd,

    /// <summary>A fiber can never run again.</summary>
    BlockedForEver,

    /// <summary>A routine reported it with <see cref="Machine.Fail"/>.</summary>
    Assertion,

    /// <summary>A cell was touched outside its lifetime.</summary>
    UseAfterFree,

    /// <summary>A lifetime was begun twice or ended twice.</summary>
    DoubleFree,

    /// <summary>A lock was dropped by a fiber that did not hold it, or kept by one that returned.</summary>
    LockMisuse,

    /// <summary>A routine threw.</summary>
    Exception,

    /// <summary>A routine cannot say what happens next: no fault of what is checked, but the verdict is not
    /// complete.</summary>
    Unknown,

    /// <summary>An execution goes round for ever although every fiber gets its turn.</summary>
    Livelock,
}
