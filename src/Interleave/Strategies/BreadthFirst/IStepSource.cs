using Interleave.Schedules;
using Interleave.Violations;

namespace Interleave.Strategies.BreadthFirst;

/// <summary>What a breadth-first search moves through, whatever the memory: states can be kept, and their steps taken
/// one by one.</summary>
/// <remarks>Who implements it is a struct, so that the search's loop is compiled for each memory, without indirect
/// calls.</remarks>
internal interface IStepSource
{
    /// <summary>The fingerprints of the state at hand; the second is 0 if they are 64 bits wide.</summary>
    (ulong First, ulong Second) Fingerprint { get; }

    /// <summary>A bound of the memory itself that kept a step from being taken; null if none did.</summary>
    string? Bound { get; }

    /// <summary>The steps that were taken at once after the one taken last: they are part of it.</summary>
    ReadOnlySpan<ScheduledStep> TakenAtOnce { get; }

    /// <summary>True if steps may sleep, so that a state that is met again may have to be opened again.</summary>
    bool MaySleep { get; }

    /// <summary>True if no execution need go on from the state at hand: what is violated there need not be.</summary>
    bool IsDoubtful { get; }

    /// <summary>Something is violated in a doubtful state.</summary>
    void Doubt();

    /// <summary>Goes to a state that was saved, and makes its steps the next ones to be taken.</summary>
    void Open(ReadOnlySpan<int> state);

    /// <summary>Takes the next step from the state opened last, whatever was taken from it before.</summary>
    /// <returns>False if there is none left.</returns>
    bool TakeNext(out TakenStep taken);

    /// <summary>Whose steps need not be explored from the state at hand: a set that means the same in equal
    /// states.</summary>
    uint Sleep();

    /// <summary>The state at hand was met before: only those are to be explored that slept then, and do not
    /// now.</summary>
    /// <param name="slept">Those that slept in every visit before.</param>
    void MeetAgain(uint slept);

    /// <summary>Puts the state at hand in front of properties.</summary>
    /// <returns>False if it is not one to be judged.</returns>
    bool Show();

    /// <summary>True if an execution can end in the state at hand. It is then in front of properties.</summary>
    /// <param name="mayGoOn">True if it need not end there.</param>
    bool IsEnd(out bool mayGoOn);

    /// <summary>Appends the state at hand.</summary>
    void Save(List<int> to);
}

/// <summary>A step that a <see cref="IStepSource"/> has taken.</summary>
/// <param name="Step">Which one.</param>
/// <param name="Local">The fiber's local state before.</param>
/// <param name="Result">What the awaiting routine received.</param>
/// <param name="Violation">The violation, if it is one.</param>
internal readonly record struct TakenStep(ScheduledStep Step, int Local, int Result, Violation? Violation);
