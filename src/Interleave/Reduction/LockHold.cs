namespace Interleave.Reduction;

/// <summary>A way to hold a lock, and so to keep others out.</summary>
/// <param name="Location">The lock's word.</param>
/// <param name="IsShared">True if others may hold it shared, too.</param>
internal readonly record struct LockHold(int Location, bool IsShared);
