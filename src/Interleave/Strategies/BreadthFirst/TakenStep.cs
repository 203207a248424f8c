using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>A step that a <see cref="IStepSource"/> has taken.</summary>
/// <param name="Step">Which one.</param>
/// <param name="Local">The fiber's local state before.</param>
/// <param name="Result">What the awaiting routine received.</param>
/// <param name="Violation">The violation, if it is one.</param>
internal readonly record struct TakenStep(ScheduledStep Step, int Local, int Result, Violation? Violation);
