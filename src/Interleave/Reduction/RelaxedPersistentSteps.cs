using Interleave.Schedules;

namespace Interleave.Reduction;

/// <summary>Which of a fiber's next steps, on a memory weaker than sequential consistency, are enough to look
/// at.</summary>
internal abstract class RelaxedPersistentSteps(PersistentCandidates candidates)
{
    /// <summary>How many persistent steps there can be, one after the other.</summary>
    public virtual int Most => Candidates.Most;

    protected PersistentCandidates Candidates => candidates;

    /// <summary>False if a fiber's next step is certainly not enough to look at, however it goes.</summary>
    public virtual bool MayBeEnough(int fiber) => true;

    /// <summary>
    /// Leaves of a fiber's steps those that are enough to look at in the state at hand: nothing that others may do
    /// before conflicts with them, no property sees them, and they lead towards the end of their fiber.
    /// </summary>
    /// <param name="fiber">The fiber.</param>
    /// <param name="moves">Steps of fibers.</param>
    /// <param name="first">Where those of this one begin; they go to the end.</param>
    /// <returns>False if they are not enough; then nothing has changed.</returns>
    public abstract bool Narrow(int fiber, List<ScheduledStep> moves, int first);
}
