using Interleave.Memory;
using Interleave.Violations;

namespace Interleave.Routines;

/// <summary>How a run of a fiber's code from one step to the next ended.</summary>
/// <param name="Top">The innermost suspended frame; null when the fiber returned.</param>
/// <param name="Operation">The step announced; <see cref="OperationKind.None"/> when the fiber returned.</param>
/// <param name="Holdings">What the fiber holds now.</param>
/// <param name="Failure">What the code reported or threw.</param>
internal readonly record struct RunEnd(Frame? Top, Operation Operation, Holdings Holdings, Violation? Failure);
