namespace Interleave.Traces;

/// <summary>One scheduling decision.</summary>
/// <param name="Fiber">Which fiber takes its announced step, counted from 0 in the order of declaration.</param>
/// <param name="Choice">Which way the step goes, where it branches; otherwise 0.</param>
public readonly record struct ScheduledStep(int Fiber, int Choice);
