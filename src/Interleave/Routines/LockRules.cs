using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Routines;

/// <summary>What a fiber may do with locks.</summary>
internal static class LockRules
{
    /// <summary>How a fiber that holds <paramref name="holdings"/> has broken them; null if it has not.</summary>
    public static Violation? Broken(SharedMemory memory, Holdings holdings, bool hasReturned)
    {
        foreach (var (resource, count) in holdings.All)
        {
            var hold = memory.Resources[resource];
            if (hold.IsLock && (count < 0 || (count > 0 && hasReturned)))
            {
                return new Violation(
                    ViolationKind.LockMisuse,
                    EngineRules.LocksAreReleased,
                    count < 0
                        ? $"{hold.Name} is released by a fiber that does not hold it"
                        : $"a fiber returns while it holds {hold.Name}"
                );
            }
        }

        return null;
    }
}
