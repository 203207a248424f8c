using Interleave.Programs;

namespace Interleave.Tests;

/// <summary>Programs written where they are used.</summary>
internal static class Given
{
    public static ConcurrentProgram Program(Action<Machine> fill) => new("small", fill);
}
