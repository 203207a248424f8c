namespace Interleave.Tests.RandomPrograms.Reference;

/// <summary>One state of a program, as liveness looks at it.</summary>
/// <param name="Enabled">The fibers that can take a step, as a bit set.</param>
/// <param name="IsSomeoneLeft">True if somebody has yet to return.</param>
/// <param name="IsEnd">True if executions end there.</param>
/// <param name="Edges">Whose steps lead where.</param>
internal sealed record ReferenceState(uint Enabled, bool IsSomeoneLeft, bool IsEnd, List<(int Fiber, int To)> Edges);
